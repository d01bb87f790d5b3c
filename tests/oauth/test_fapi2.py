"""The FAPI 2.0 Security Profile over HTTP, one test for each of its rules that a client can notice.

Named after the tests of its certification where these have a counterpart.
"""

import json
import secrets
from base64 import urlsafe_b64decode

import pytest

from tests.factories.accounts import create_account
from tests.factories.assertions import Signer, key_set, make_key
from tests.factories.clients import REDIRECT_URI, change_client, create_client
from tests.factories.proofs import Prover
from tests.factories.relying_parties import RelyingParty, answer_of, machine
from tests.factories.response_types import MEMBERS
from tests.factories.sessions import sign_in
from tests.provisioning.applications import ISSUER

ALGORITHMS = ("ES256", "PS256", "EdDSA", "Ed25519")
FORBIDDEN = ("RS256", "ES384", "PS512")


class Bank:
    """A client of the profile, with its key for assertions and its key for proofs."""

    def __init__(self, database, client, algorithm="ES256"):
        key = make_key(algorithm)
        metadata = {"profile": "fapi2", "jwks": key_set(key), "scope": "openid offline_access"}
        registered = create_client(database, **metadata)
        self.rp = RelyingParty(registered, client, secrets.token_urlsafe(48))
        self.signer, self.prover = Signer(self.rp, key), Prover()
        self.key = key

    def post(self, path, headers=None, **form):
        assertion = {name: value for name, value in self.signer.form().items() if name != "token"}
        return machine(self.rp.browser).post(path, data=assertion | form, headers=headers)

    def push(self, **changes):
        return self.post("/par", self.prover.prove("/par"), **self.rp.request(**changes))

    def obtain_code(self):
        request_uri = self.push().get_json()["request_uri"]
        return answer_of(self.rp.open_pushed(request_uri))["code"]

    def redeem(self, code, headers=None):
        form = {"grant_type": "authorization_code", "code": code, "redirect_uri": REDIRECT_URI}
        headers = self.prover.prove() if headers is None else headers
        return self.post("/token", headers, **form, code_verifier=self.rp.verifier)

    def refresh(self, refresh_token):
        return self.post("/token", self.prover.prove(), grant_type="refresh_token", refresh_token=refresh_token)


@pytest.fixture
def bank(database, client, clock):
    sign_in(client, database, create_account(database))
    return Bank(database, client)


def error_of(answer):
    return answer.status_code, answer.get_json()["error"]


@pytest.mark.parametrize("algorithm", ALGORITHMS)
def test_happy_flow(database, client, clock, algorithm):
    sign_in(client, database, create_account(database))
    bank = Bank(database, client, algorithm)
    answer = bank.redeem(bank.obtain_code()).get_json()
    claims = bank.rp.read_id_token(answer["id_token"])

    assert answer["token_type"] == "DPoP"
    assert "email" not in claims
    headers = bank.prover.present(answer["access_token"])
    assert machine(client).get("/userinfo", headers=headers).status_code == 200


def test_a_request_that_is_not_pushed_fails(bank):
    assert answer_of(bank.rp.authorize())["error"] == "invalid_request"


WITHOUT_PKCE = [{"code_challenge": None, "code_challenge_method": None}, {"code_challenge_method": "plain"}]


@pytest.mark.parametrize("changes", WITHOUT_PKCE, ids=["absent", "plain"])
def test_pushing_without_pkce_fails(bank, changes):
    assert error_of(bank.push(**changes)) == (400, "invalid_request")


@pytest.mark.parametrize(
    ("response_type", "error"),
    [("token", "unsupported_response_type"), *((each, "unauthorized_client") for each in MEMBERS if each != "code")],
)
def test_other_response_types_fail(bank, response_type, error):
    assert error_of(bank.push(response_type=response_type)) == (400, error)


@pytest.mark.threat(21)
@pytest.mark.parametrize("audience", [f"{ISSUER}/token", f"{ISSUER}/par", [ISSUER]], ids=str)
def test_an_assertion_whose_audience_is_not_the_issuer_as_a_text_fails(bank, audience):
    assertion = bank.signer.sign(aud=audience)
    form = {**bank.rp.request(), **bank.signer.form(assertion, token=None)}

    assert error_of(machine(bank.rp.browser).post("/par", data=form)) == (401, "invalid_client")


@pytest.mark.threat(21)
@pytest.mark.parametrize("algorithm", FORBIDDEN)
def test_an_assertion_by_another_algorithm_fails(database, client, clock, algorithm):
    """Also where the client has registered a key for it."""
    bank = Bank(database, client, algorithm)

    assert error_of(bank.push()) == (401, "invalid_client")


@pytest.mark.parametrize("algorithm", FORBIDDEN)
def test_a_proof_by_another_algorithm_fails(bank, algorithm):
    code, prover = bank.obtain_code(), Prover(make_key(algorithm))

    assert error_of(bank.redeem(code, prover.prove())) == (400, "invalid_dpop_proof")
    bank.prover = prover
    assert error_of(bank.push()) == (400, "invalid_dpop_proof")


@pytest.mark.parametrize("algorithm", FORBIDDEN)
def test_a_request_object_by_another_algorithm_fails(database, client, clock, algorithm):
    bank = Bank(database, client)
    key = make_key(algorithm, kid="other")
    keys = key_set(bank.key, key)
    change_client(database, bank.rp.registered, jwks=keys)
    claims = bank.rp.request() | {"sub": None}
    sound, other = bank.signer.sign(None, bank.key, **claims), bank.signer.sign(None, key, **claims)

    assert bank.post("/par", request=sound).status_code == 201
    assert error_of(bank.post("/par", request=other)) == (400, "invalid_request_object")


def test_a_token_request_without_a_proof_fails(bank):
    assert error_of(bank.redeem(bank.obtain_code(), {})) == (400, "invalid_dpop_proof")


def test_refreshing_does_not_replace_the_refresh_token(bank):
    """5.3.2.1, 9th item: a lost answer costs nothing."""
    first = bank.redeem(bank.obtain_code()).get_json()["refresh_token"]
    answers = [bank.refresh(first) for _ in range(3)]

    assert [answer.get_json()["refresh_token"] for answer in answers] == [first] * 3


def test_a_code_lives_for_a_minute_at_most(bank, clock):
    code = bank.obtain_code()
    clock.shift(61)

    assert error_of(bank.redeem(code)) == (400, "invalid_grant")


def test_the_answer_names_its_issuer(bank):
    request_uri = bank.push().get_json()["request_uri"]

    assert answer_of(bank.rp.open_pushed(request_uri))["iss"] == ISSUER


def test_id_tokens_and_answers_are_signed_by_an_algorithm_of_the_profile(bank):
    header = bank.redeem(bank.obtain_code()).get_json()["id_token"].partition(".")[0]
    signed = answer_of(bank.rp.open_pushed(bank.push(response_mode="jwt").get_json()["request_uri"]))["response"]
    introspected = bank.post("/introspect", {"Accept": "application/token-introspection+jwt"}, token="x")

    assert json.loads(urlsafe_b64decode(header + "=="))["alg"] == "ES256"
    assert "code" in bank.rp.read_signed_answer(signed, "ES256")
    assert bank.rp.read_signed_answer(introspected.text, "ES256", "token-introspection+jwt")
