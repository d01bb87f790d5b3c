"""DPoP (RFC 9449): proofs at the token endpoint and at userinfo, and what they bind."""

import json

import pytest
from cryptography.hazmat.primitives.asymmetric.rsa import (
    RSAPrivateNumbers,
    RSAPublicNumbers,
    rsa_crt_dmp1,
    rsa_crt_dmq1,
)
from joserfc.jwk import RSAKey
from joserfc.util import urlsafe_b64encode

from idp.protocol.client_keys import ALGORITHMS
from tests.factories.accounts import create_account
from tests.factories.assertions import make_key
from tests.factories.clients import change_client
from tests.factories.proofs import Prover, hash_of
from tests.factories.relying_parties import answer_of, create_relying_party, machine
from tests.factories.sessions import sign_in
from tests.provisioning.crowd import all_at_once


@pytest.fixture
def rp(database, client):
    return create_relying_party(database, client)


@pytest.fixture
def person(client, database, clock):
    account = create_account(database)
    sign_in(client, database, account)
    return account


@pytest.fixture
def prover(person):
    return Prover()


def userinfo(rp, headers):
    return machine(rp.browser).get("/userinfo", headers=headers)


def error_of(answer) -> tuple[int, str]:
    return answer.status_code, answer.get_json()["error"]


def test_tokens_are_bound_to_the_key_of_the_proof(rp, prover):
    answer = rp.redeem(rp.obtain_code(), headers=prover.prove()).get_json()
    told = rp.introspect(answer["access_token"])

    assert answer["token_type"] == "DPoP"
    assert (told["token_type"], told["cnf"]) == ("DPoP", {"jkt": prover.jkt})
    assert userinfo(rp, prover.present(answer["access_token"])).status_code == 200


def test_without_a_proof_they_are_bearer_tokens(rp, person):
    answer = rp.obtain_tokens()

    assert answer["token_type"] == "Bearer"
    assert "cnf" not in rp.introspect(answer["access_token"])


@pytest.mark.only_on("sqlite")
@pytest.mark.parametrize("algorithm", ALGORITHMS)
def test_each_algorithm_of_discovery_is_taken(client, rp, person, algorithm):
    assert algorithm in client.get("/.well-known/openid-configuration").get_json()["dpop_signing_alg_values_supported"]
    prover = Prover(make_key(algorithm))

    assert rp.redeem(rp.obtain_code(), headers=prover.prove()).status_code == 200


WRONG_CLAIMS = [
    {"jti": "\ud800"},
    {"htu": "\ud800"},
    {"iat": 1e300},
    {"htm": "GET"},
    {"htm": "post"},
    {"htm": None},
    {"htu": "https://evil.example/token"},
    {"htu": "/token"},
    {"htu": None},
    {"htu": 7},
    {"htu": "https://[/token"},
    {"jti": None},
    {"jti": ""},
    {"jti": "x" * 256},
    {"iat": None},
    {"iat": "now"},
    {"iat": True},
    {"iat": 1e400},
]


@pytest.mark.parametrize("changes", WRONG_CLAIMS, ids=str)
def test_a_proof_for_something_else_is_refused(rp, prover, changes):
    answer = rp.redeem(rp.obtain_code(), headers=prover.prove(**changes))

    assert error_of(answer) == (400, "invalid_dpop_proof")


WRONG_HEADERS = [
    {"typ": "JWT"},
    {"typ": None},
    {"alg": "none"},
    {"alg": "HS256"},
    {"alg": ["ES256"]},
    {"alg": None},
    {"alg": "ES384"},
    {"jwk": None},
    {"jwk": "x"},
    {"jwk": {}},
    {"jwk": {"kty": "EC", "crv": "P-256", "x": "AA", "y": "AA"}},
    {"jwk": {"kty": "oct", "k": "c2VjcmV0"}},
    *({"alg": "RS256", "jwk": {"kty": "RSA", "e": "AQAB", "n": modulus}} for modulus in (7, None, [], "", "é", "AA")),
    {"alg": "RS256", "jwk": {"kty": "RSA", "e": "AQAB"}},
    {"crit": ["exp"]},
    {"kid": "\ud800"},
    {"kid": 2**70},
]


@pytest.mark.threat(19)
@pytest.mark.parametrize("header", WRONG_HEADERS, ids=str)
def test_a_header_that_does_not_hold_is_refused(rp, prover, header):
    proof = prover.sign(prover.claims(), header)

    assert error_of(rp.redeem(rp.obtain_code(), headers={"DPoP": proof})) == (400, "invalid_dpop_proof")


@pytest.mark.parametrize("purpose", [{"use": "enc"}, {"alg": "ES384"}, {"key_ops": ["sign"]}], ids=str)
def test_a_key_for_another_purpose_is_refused(rp, prover, purpose):
    proof = prover.sign(prover.claims(), {"jwk": prover.key.as_dict(private=False) | purpose})

    assert error_of(rp.redeem(rp.obtain_code(), headers={"DPoP": proof})) == (400, "invalid_dpop_proof")


@pytest.mark.only_on("sqlite")
@pytest.mark.threat(20)
@pytest.mark.parametrize("name", ["x", "more"])
@pytest.mark.parametrize("value", ["\ud800", 2**70, json.loads("[" * 600 + "]" * 600)], ids=lambda it: str(it)[:9])
def test_a_key_with_a_member_that_no_key_has_is_refused(rp, prover, name, value):
    """What the JSON of Python says, and other programs do not take."""
    jwk = prover.key.as_dict(private=False) | {name: value}
    proof = prover.sign(prover.claims(), {"jwk": jwk})

    assert error_of(rp.redeem("unknown", headers={"DPoP": proof})) == (400, "invalid_dpop_proof")


@pytest.mark.only_on("sqlite")
@pytest.mark.threat(20)
def test_a_key_whose_exponent_makes_checks_slow_is_refused(rp, prover):
    """Its signature would hold: a check of it takes as long as making it."""
    numbers = RSAKey.generate_key(2048).raw_value.private_numbers()
    slow = RSAPrivateNumbers(
        p=numbers.p,
        q=numbers.q,
        d=numbers.public_numbers.e,
        dmp1=rsa_crt_dmp1(numbers.public_numbers.e, numbers.p),
        dmq1=rsa_crt_dmq1(numbers.public_numbers.e, numbers.q),
        iqmp=numbers.iqmp,
        public_numbers=RSAPublicNumbers(numbers.d, numbers.public_numbers.n),
    ).private_key()
    slow_prover = Prover(RSAKey.import_key(slow, {"alg": "RS256"}))

    assert error_of(rp.redeem("unknown", headers=slow_prover.prove())) == (400, "invalid_dpop_proof")


@pytest.mark.threat(19)
def test_a_private_key_in_the_header_is_refused(rp, prover):
    proof = prover.sign(prover.claims(), {"jwk": prover.key.as_dict(private=True)})

    assert error_of(rp.redeem(rp.obtain_code(), headers={"DPoP": proof})) == (400, "invalid_dpop_proof")


@pytest.mark.threat(19)
@pytest.mark.parametrize("algorithm", ["ES256", "ES384", "RS256"])
def test_a_signature_by_another_key_is_refused(rp, prover, algorithm):
    proof = prover.sign(prover.claims(), {"alg": algorithm}, make_key(algorithm))

    assert error_of(rp.redeem(rp.obtain_code(), headers={"DPoP": proof})) == (400, "invalid_dpop_proof")


@pytest.mark.threat(20)
@pytest.mark.parametrize("bits", [1024, 4104])
def test_an_rsa_key_is_neither_short_nor_slow(rp, prover, capsys, bits):
    jwk = {"kty": "RSA", "e": "AQAB", "n": urlsafe_b64encode((2**bits - 1).to_bytes(bits // 8)).decode()}
    proof = prover.sign(prover.claims(), {"alg": "PS256", "jwk": jwk})

    assert error_of(rp.redeem(rp.obtain_code(), headers={"DPoP": proof})) == (400, "invalid_dpop_proof")
    assert "jwk must have 2048 to 4096 bits" in capsys.readouterr().err


@pytest.mark.parametrize("proof", ["", "x", "a.b.c", "e30.e30.", "[]", "é", "x" * 10_000])
def test_what_is_no_proof_is_refused(rp, prover, proof):
    assert error_of(rp.redeem(rp.obtain_code(), headers={"DPoP": proof})) == (400, "invalid_dpop_proof")


def test_two_proofs_are_refused(rp, prover):
    proofs = f"{prover.prove()['DPoP']}, {prover.prove()['DPoP']}"

    assert error_of(rp.redeem(rp.obtain_code(), headers={"DPoP": proofs})) == (400, "invalid_dpop_proof")


@pytest.mark.parametrize(("seconds", "status"), [(-60, 200), (-61, 400), (0, 200), (60, 200), (61, 400)])
def test_a_minute_is_left_to_clocks_that_differ(rp, prover, seconds, status):
    at = prover.claims()["iat"] + seconds

    assert rp.redeem(rp.obtain_code(), headers=prover.prove(iat=at)).status_code == status


@pytest.mark.parametrize(
    "htu", ["https://ID.example.test", "https://id.example.test:443", "https://id.example.test"], ids=str
)
@pytest.mark.parametrize("path", ["/token", "/token?a=1#b", "/%74oken"])
def test_addresses_are_compared_in_their_normal_form(rp, prover, htu, path):
    """RFC 9449 4.3, 9th item."""
    assert rp.redeem(rp.obtain_code(), headers=prover.prove(htu=f"{htu}{path}")).status_code == 200


@pytest.mark.threat(14)
def test_a_proof_holds_once(rp, prover):
    code, proof = rp.obtain_code(), prover.prove()

    assert error_of(rp.redeem("unknown", headers=proof)) == (400, "invalid_grant")
    assert error_of(rp.redeem(code, headers=proof)) == (400, "invalid_dpop_proof")
    assert rp.redeem(code, headers=prover.prove()).status_code == 200


@pytest.mark.threat(14)
def test_of_many_at_once_one_holds(rp, prover):
    proof = prover.prove()
    answers = all_at_once([lambda: rp.redeem("unknown", headers=proof) for _ in range(8)])

    assert sorted(error_of(answer)[1] for answer in answers) == ["invalid_dpop_proof"] * 7 + ["invalid_grant"]


def test_the_identifiers_of_two_keys_are_their_own(rp, prover):
    for each in (prover, Prover()):
        assert rp.redeem(rp.obtain_code(), headers=each.prove(jti="same")).status_code == 200


def test_a_client_that_is_registered_for_it_needs_a_proof(database, rp, prover):
    change_client(database, rp.registered, dpop_bound_access_tokens=True)
    code = rp.obtain_code()

    assert error_of(rp.redeem(code)) == (400, "invalid_dpop_proof")
    assert rp.redeem(code, headers=prover.prove()).status_code == 200


def test_a_client_that_did_not_authenticate_uses_up_no_proof(rp, prover):
    proof, code = prover.prove(), rp.obtain_code()
    refused = machine(rp.browser).post(
        "/token", data={"grant_type": "authorization_code"}, headers=proof, auth=(rp.client_id, "wrong")
    )

    assert error_of(refused) == (401, "invalid_client")
    assert rp.redeem(code, headers=proof).status_code == 200


@pytest.mark.threat(7)
def test_a_code_is_bound_to_the_key_that_was_named(rp, prover):
    """RFC 9449 10. Without the key nothing of the code is lost."""
    code = rp.obtain_code(dpop_jkt=prover.jkt)

    assert error_of(rp.redeem(code)) == (400, "invalid_grant")
    assert error_of(rp.redeem(code, headers=Prover().prove())) == (400, "invalid_grant")
    token = rp.redeem(code, headers=prover.prove()).get_json()["access_token"]
    assert error_of(rp.redeem(code, headers=Prover().prove())) == (400, "invalid_grant")
    assert rp.introspect(token)["active"] is True
    assert error_of(rp.redeem(code, headers=prover.prove())) == (400, "invalid_grant")
    assert rp.introspect(token)["active"] is False


@pytest.mark.threat(7)
def test_a_proof_at_par_binds_the_code(rp, prover):
    """RFC 9449 10.1."""
    pushed = rp.push(headers=prover.prove("/par"))
    code = answer_of(rp.open_pushed(pushed.get_json()["request_uri"]))["code"]

    assert error_of(rp.redeem(code, headers=Prover().prove())) == (400, "invalid_grant")
    assert rp.redeem(code, headers=prover.prove()).status_code == 200


def test_a_proof_at_par_is_that_of_the_named_key(rp, prover):
    assert rp.push(headers=prover.prove("/par"), dpop_jkt=prover.jkt).status_code == 201
    other = rp.push(headers=prover.prove("/par"), dpop_jkt=Prover().jkt)
    assert error_of(other) == (400, "invalid_dpop_proof")
    assert error_of(rp.push(headers=prover.prove("/token"))) == (400, "invalid_dpop_proof")


@pytest.mark.parametrize("jkt", ["x", "x" * 44, "ä" * 43])
def test_a_thumbprint_has_its_form(rp, person, jkt):
    assert "error=invalid_request" in rp.authorize(dpop_jkt=jkt).headers["Location"]


@pytest.mark.threat(14)
def test_the_refresh_token_of_a_public_client_is_bound(database, client, prover):
    """RFC 9449 5. Who does not have the key can't even end the authorization by a replay."""
    rp = create_relying_party(database, client, token_endpoint_auth_method="none", pkce="required")
    tokens = rp.redeem(rp.obtain_code(scope="openid offline_access"), headers=prover.prove()).get_json()
    first = tokens["refresh_token"]

    assert error_of(rp.refresh(first)) == (400, "invalid_grant")
    assert error_of(rp.refresh(first, headers=Prover().prove())) == (400, "invalid_grant")
    second = rp.refresh(first, headers=prover.prove()).get_json()["refresh_token"]
    third = rp.refresh(second, headers=prover.prove()).get_json()["refresh_token"]
    assert error_of(rp.refresh(first, headers=Prover().prove())) == (400, "invalid_grant")
    assert rp.refresh(third, headers=prover.prove()).status_code == 200


def test_that_of_a_confidential_client_is_not(rp, prover):
    """RFC 9449 5: it authenticates, so that it may change its key."""
    tokens = rp.redeem(rp.obtain_code(scope="openid offline_access"), headers=prover.prove()).get_json()
    other = Prover()
    refreshed = rp.refresh(tokens["refresh_token"], headers=other.prove()).get_json()

    assert rp.introspect(refreshed["access_token"])["cnf"] == {"jkt": other.jkt}


@pytest.fixture
def access_token(rp, prover):
    return rp.redeem(rp.obtain_code(), headers=prover.prove()).get_json()["access_token"]


@pytest.mark.threat(18)
def test_a_bound_token_is_no_bearer_token(rp, access_token):
    answer = rp.userinfo(access_token)

    assert error_of(answer) == (401, "invalid_token")
    in_the_form = machine(rp.browser).post("/userinfo", data={"access_token": access_token})
    assert error_of(in_the_form) == (401, "invalid_token")


@pytest.mark.threat(18)
def test_a_bearer_token_is_no_bound_token(rp, prover):
    token = rp.obtain_tokens()["access_token"]

    assert error_of(userinfo(rp, prover.present(token))) == (401, "invalid_token")


@pytest.mark.threat(18)
def test_the_presenter_needs_the_key(rp, prover, access_token):
    assert error_of(userinfo(rp, Prover().present(access_token))) == (401, "invalid_token")
    without = {"Authorization": f"DPoP {access_token}"}
    assert error_of(userinfo(rp, without)) == (401, "invalid_dpop_proof")


OTHER_PRESENTATIONS = [
    {"ath": None},
    {"ath": hash_of("other")},
    {"htm": "POST"},
    {"htu": "https://id.example.test/token"},
]


@pytest.mark.parametrize("changes", OTHER_PRESENTATIONS, ids=str)
def test_the_proof_is_for_this_token_and_request(rp, prover, access_token, changes):
    answer = userinfo(rp, prover.present(access_token, **changes))

    assert error_of(answer) == (401, "invalid_dpop_proof")
    assert answer.headers["WWW-Authenticate"].startswith('DPoP error="invalid_dpop_proof"')
    assert 'algs="RS256' in answer.headers["WWW-Authenticate"]


def test_a_proof_is_presented_once(rp, prover, access_token):
    headers = prover.present(access_token)

    assert [userinfo(rp, headers).status_code for _ in range(2)] == [200, 401]


def test_a_request_without_a_token_is_told_both_schemes(client):
    challenges = machine(client).get("/userinfo").headers.get_all("WWW-Authenticate")

    assert challenges[0] == "Bearer"
    assert challenges[1].startswith('DPoP algs="RS256')


def test_a_page_may_send_proofs_and_read_nonces(database, client):
    create_relying_party(database, client, web_origins=["https://app.example.test"])
    answer = machine(client).options("/token", headers={"Origin": "https://app.example.test"})

    assert "DPoP" in answer.headers["Access-Control-Allow-Headers"]
    assert "DPoP-Nonce" in answer.headers["Access-Control-Expose-Headers"]


def test_no_nonce_is_asked_for_by_default(rp, prover):
    answer = rp.redeem(rp.obtain_code(), headers=prover.prove(nonce="whatever"))

    assert answer.status_code == 200
    assert "DPoP-Nonce" not in answer.headers


class TestNonces:
    """Where the installation demands them (RFC 9449 8, 9)."""

    @pytest.fixture
    def app(self, make_app):
        return make_app(tokens={"require_dpop_nonce": True})

    @pytest.fixture
    def client(self, app):
        return app.test_client()

    def test_a_proof_without_one_is_told_it(self, rp, prover):
        code = rp.obtain_code()
        refused = rp.redeem(code, headers=prover.prove())
        nonce = refused.headers["DPoP-Nonce"]

        assert error_of(refused) == (400, "use_dpop_nonce")
        assert error_of(rp.redeem(code, headers=prover.prove(nonce="made-up"))) == (400, "use_dpop_nonce")
        assert error_of(rp.redeem(code, headers=prover.prove(nonce=7))) == (400, "use_dpop_nonce")
        assert rp.redeem(code, headers=prover.prove(nonce=nonce)).status_code == 200

    def test_at_userinfo_the_challenge_asks_for_it(self, rp, prover):
        nonce = rp.redeem("unknown", headers=prover.prove()).headers["DPoP-Nonce"]
        answer = rp.redeem(rp.obtain_code(), headers=prover.prove(nonce=nonce))
        token = answer.get_json()["access_token"]
        refused = userinfo(rp, prover.present(token))

        assert answer.headers["DPoP-Nonce"] == nonce
        assert error_of(refused) == (401, "use_dpop_nonce")
        assert refused.headers["WWW-Authenticate"].startswith('DPoP error="use_dpop_nonce"')
        assert userinfo(rp, prover.present(token, nonce=refused.headers["DPoP-Nonce"])).status_code == 200

    def test_one_holds_for_two_to_four_minutes(self, rp, prover, clock):
        nonce = rp.redeem("unknown", headers=prover.prove()).headers["DPoP-Nonce"]
        clock.shift(120)
        newer = rp.redeem("unknown", headers=prover.prove(nonce=nonce))
        clock.shift(120)

        assert error_of(newer) == (400, "invalid_grant")
        assert newer.headers["DPoP-Nonce"] != nonce
        assert error_of(rp.redeem("unknown", headers=prover.prove(nonce=nonce))) == (400, "use_dpop_nonce")

    def test_plain_bearer_tokens_need_none(self, rp, person):
        assert rp.obtain_tokens()["token_type"] == "Bearer"
