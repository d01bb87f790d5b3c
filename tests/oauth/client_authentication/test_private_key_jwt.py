"""Clients that authenticate with a JWT that they sign (RFC 7523, OpenID Connect Core 1.0 9)."""

import base64
import json

import pytest
from joserfc.jwk import OctKey

from idp.infrastructure.background.periodic_tasks import periodic_tasks_of
from idp.infrastructure.clock import current_time
from idp.oauth.client_jwts.models import UsedJwt
from idp.protocol.client_assertions import ASSERTION_TYPE
from idp.protocol.client_keys import ALGORITHMS
from tests.factories.accounts import create_account
from tests.factories.assertions import key_set, make_key, register_keys
from tests.factories.clients import change_client
from tests.factories.relying_parties import create_relying_party, machine
from tests.factories.sessions import sign_in
from tests.provisioning.applications import ISSUER
from tests.provisioning.crowd import all_at_once

pytestmark = pytest.mark.threat(21)


@pytest.fixture
def rp(database, client):
    return create_relying_party(database, client)


@pytest.fixture
def signer(database, rp, clock):
    return register_keys(database, rp)


@pytest.fixture
def ask(client):
    """Introspect with a form, as the client of an assertion; the answer."""
    return lambda form, **options: machine(client).post("/introspect", data=form, **options)


def test_a_code_is_redeemed_and_tokens_are_refreshed(client, database, rp, signer):
    sign_in(client, database, create_account(database))
    code = rp.obtain_code(scope="openid offline_access")

    def token(**form: str):
        assertion = {name: value for name, value in signer.form().items() if name != "token"}
        return machine(client).post("/token", data={**form, **assertion})

    redeemed = token(
        grant_type="authorization_code",
        code=code,
        redirect_uri="https://shop.example.test/callback",
        code_verifier=rp.verifier,
    )
    assert redeemed.status_code == 200
    again = token(grant_type="refresh_token", refresh_token=redeemed.get_json()["refresh_token"])
    assert again.status_code == 200


@pytest.mark.only_on("sqlite")
@pytest.mark.parametrize("algorithm", ALGORITHMS)
def test_each_algorithm_of_discovery_is_taken(client, database, rp, clock, ask, algorithm):
    metadata = client.get("/.well-known/openid-configuration").get_json()
    assert algorithm in metadata["token_endpoint_auth_signing_alg_values_supported"]
    assert algorithm in metadata["introspection_endpoint_auth_signing_alg_values_supported"]
    signer = register_keys(database, rp, make_key(algorithm), token_endpoint_auth_signing_alg=algorithm)

    assert ask(signer.form()).status_code == 200


@pytest.mark.parametrize(
    "changes",
    [
        {"aud": f"{ISSUER}/token"},
        {"aud": [ISSUER]},
        {"aud": [ISSUER, "https://other.example"]},
        {"aud": f"{ISSUER}/"},
        {"aud": None},
        {"iss": "app_other"},
        {"iss": None},
        {"jti": None},
        {"jti": ""},
        {"jti": 7},
        {"jti": "x" * 256},
        {"exp": None},
        {"exp": "soon"},
        {"exp": True},
        {"exp": 1e400},
        {"exp": 1e300},
        {"sub": "\ud800"},
        {"iss": "a\0b", "sub": "a\0b"},
    ],
    ids=str,
)
def test_claims_that_do_not_hold_are_refused(signer, ask, changes):
    answer = ask(signer.form(signer.sign(**changes)))

    assert (answer.status_code, answer.get_json()["error"]) == (401, "invalid_client")


@pytest.mark.parametrize(
    ("name", "seconds", "status"),
    [
        ("exp", -59, 200),
        ("exp", -61, 401),
        ("exp", 3600, 200),
        ("exp", 3661, 401),
        ("iat", 59, 200),
        ("iat", 61, 401),
        ("nbf", 59, 200),
        ("nbf", 61, 401),
    ],
)
def test_a_minute_is_left_to_clocks_that_differ(signer, ask, name, seconds, status):
    at = signer.claims()["iat"] + seconds

    assert ask(signer.form(signer.sign(**{name: at}))).status_code == status


def test_an_assertion_authenticates_once(signer, ask):
    form = signer.form()

    assert [ask(form).status_code for _ in range(2)] == [200, 401]


def test_its_id_does_not_return_within_the_minute_after_it_has_expired(signer, ask, clock):
    form = signer.form(signer.sign(jti="one", exp=signer.claims()["iat"] + 60))
    ask(form)
    clock.shift(100)

    assert ask(form).status_code == 401
    assert ask(signer.form(signer.sign(jti="one"))).status_code == 401


def test_of_many_uses_at_one_moment_one_counts(app, signer):
    form = signer.form()
    browsers = [app.test_client() for _ in range(5)]
    answers = all_at_once([lambda b=b: machine(b).post("/introspect", data=form).status_code for b in browsers])

    assert sorted(answers) == [200, 401, 401, 401, 401]


def test_two_clients_may_have_the_same_id(database, client, signer, ask):
    other = register_keys(database, create_relying_party(database, client))

    assert ask(signer.form(signer.sign(jti="one"))).status_code == 200
    assert ask(other.form(other.sign(jti="one"))).status_code == 200


def test_what_was_refused_is_not_kept(database, signer, ask):
    ask(signer.form(signer.sign(key=make_key())))

    assert database.count(UsedJwt) == 0


def test_what_was_used_is_kept_until_it_holds_no_more(app, database, signer, ask, clock):
    ask(signer.form())
    [task] = [task for task in periodic_tasks_of(app) if "used_jwts" in repr(task)]

    def kept() -> int:
        with app.app_context():
            task()
        return database.count(UsedJwt)

    # For ten minutes more, as a clock may be set back.
    clock.shift(719)
    assert kept() == 1
    clock.shift(2)
    assert kept() == 0


class TestSignature:
    """Only by a key that is registered for the client (threat row 19)."""

    pytestmark = pytest.mark.threat(19, 21)

    def test_of_another_key_is_refused(self, signer, ask):
        assert ask(signer.form(signer.sign(key=make_key()))).status_code == 401

    def test_of_another_client_s_key_is_refused(self, database, client, signer, ask):
        other = register_keys(database, create_relying_party(database, client))

        assert ask(signer.form(other.sign(iss=signer.rp.client_id, sub=signer.rp.client_id))).status_code == 401

    def test_by_another_algorithm_than_the_registered_one_is_refused(self, database, rp, ask, clock):
        rsa = make_key("RS256")
        signer = register_keys(database, rp, rsa, jwks=key_set(rsa), token_endpoint_auth_signing_alg="PS256")

        assert ask(signer.form()).status_code == 401

    @pytest.mark.parametrize(
        "algorithm", ["none", "None", "", "HS256", "ES256K", "Ed448", 7, None, ["ES256"], "\ud800"], ids=str
    )
    def test_by_no_algorithm_of_ours_is_refused(self, signer, ask, algorithm):
        head, claims, signature = signer.sign().split(".")
        forged = encode({**decode(head), "alg": algorithm})

        for end in (signature, ""):
            assert ask(signer.form(f"{forged}.{claims}.{end}")).status_code == 401

    def test_by_the_public_key_as_a_secret_is_refused(self, signer, ask):
        public = OctKey.import_key(json.dumps(signer.key.as_dict(private=False)))

        assert ask(signer.form(signer.sign({"alg": "HS256"}, public))).status_code == 401

    @pytest.mark.threat(18)
    @pytest.mark.parametrize(
        ("kind", "status"),
        [
            (None, 200),
            ("JWT", 200),
            ("jwt", 200),
            ("client-authentication+jwt", 200),
            ("dpop+jwt", 401),
            ("oauth-authz-req+jwt", 401),
            ("at+jwt", 401),
            (7, 401),
        ],
    )
    def test_of_a_jwt_of_another_kind_is_no_proof(self, signer, ask, kind, status):
        assert ask(signer.form(signer.sign({"typ": kind}))).status_code == status

    @pytest.mark.threat(20)
    @pytest.mark.parametrize("name", ["kid", "more"])
    def test_with_a_header_that_can_not_be_written_again_is_refused(self, signer, ask, name):
        assert ask(signer.form(signer.sign({name: "\ud800"}))).status_code == 401

    @pytest.mark.parametrize("brought", ["jwk", "jku", "x5u", "x5c"])
    def test_with_a_key_that_comes_along_is_refused(self, signer, ask, brought):
        own = make_key()
        value = {"jwk": own.as_dict(private=False), "x5c": ["MII="]}.get(brought, "https://attacker.example/keys")

        assert ask(signer.form(signer.sign({brought: value}, own))).status_code == 401

    def test_that_demands_an_extension_is_refused(self, signer, ask):
        assert ask(signer.form(signer.sign({"crit": ["exp"], "exp": 1}))).status_code == 401

    def test_with_a_kid_of_no_key_is_refused(self, signer, ask):
        assert ask(signer.form(signer.sign({"kid": "another"}))).status_code == 401

    def test_without_a_kid_is_tried_with_each_key_that_fits(self, database, rp, ask, clock):
        first, second = make_key(kid="key-1"), make_key(kid="key-2")
        signer = register_keys(database, rp, second, jwks=key_set(first, make_key("RS256"), second))

        assert ask(signer.form(signer.sign({"kid": None}))).status_code == 200

    def test_by_a_key_that_encrypts_is_refused(self, database, rp, ask, clock):
        key = make_key()
        jwks = json.dumps({"keys": [{**key.as_dict(private=False), "use": "enc"}]})

        assert ask(register_keys(database, rp, key, jwks=jwks).form()).status_code == 401


class TestRequest:
    """What comes with the assertion, and what it is when it comes alone."""

    @pytest.mark.parametrize(
        ("changes", "error"),
        [
            ({"client_id": "app_other"}, "invalid_request"),
            ({"client_assertion_type": "urn:ietf:params:oauth:client-assertion-type:saml2-bearer"}, "invalid_request"),
            ({"client_assertion_type": None}, "invalid_request"),
            ({"client_assertion": None}, "invalid_client"),
            ({"client_assertion": "a.b.c"}, "invalid_client"),
            ({"client_assertion": "ä.b.c"}, "invalid_client"),
            ({"client_assertion": "x" * 8000}, "invalid_client"),
            ({"client_assertion": "e30.W10.x"}, "invalid_client"),
            ({"client_assertion": "e30.e30.x"}, "invalid_client"),
        ],
        ids=str,
    )
    def test_that_is_no_good_is_refused_by_its_name(self, signer, ask, changes, error):
        answer = ask(signer.form(**changes))

        assert answer.status_code in {400, 401}
        assert answer.get_json()["error"] == error

    def test_may_name_the_client_as_well(self, signer, ask):
        assert ask(signer.form(client_id=signer.rp.client_id)).status_code == 200

    @pytest.mark.threat(25)
    def test_with_a_secret_as_well_is_refused(self, signer, ask):
        form = signer.form()

        assert ask(form, auth=signer.rp.registered.basic).get_json()["error"] == "invalid_request"
        assert ask({**form, "client_secret": "x"}).get_json()["error"] == "invalid_request"

    def test_with_the_secret_alone_does_not_do_instead(self, signer, ask):
        assert ask({"token": "x"}, auth=signer.rp.registered.basic).status_code == 401

    def test_does_not_do_for_a_client_of_another_method(self, database, signer, ask):
        change_client(database, signer.rp.registered, token_endpoint_auth_method="client_secret_basic")

        assert ask(signer.form()).status_code == 401

    def test_does_not_do_for_a_disabled_client(self, database, signer, ask, clock):
        change_client(database, signer.rp.registered, disabled_at=current_time())

        assert ask(signer.form()).status_code == 401

    @pytest.mark.threat(25)
    def test_of_an_unknown_client_is_answered_as_a_wrong_signature(self, signer, ask):
        wrong = ask(signer.form(signer.sign(key=make_key())))
        unknown = ask(signer.form(signer.sign(iss="app_unknown", sub="app_unknown")))

        assert (unknown.status_code, unknown.data) == (wrong.status_code, wrong.data)

    def test_that_is_refused_says_in_the_log_who_and_why(self, signer, ask, capsys):
        ask(signer.form(signer.sign(aud=f"{ISSUER}/token")))
        [line] = [json.loads(line) for line in capsys.readouterr().err.splitlines() if '"request refused"' in line]

        assert line["client_id"] == signer.rp.client_id
        assert f"aud is not the issuer as a single text, {ISSUER}" in line["why"]
        assert signer.form()["client_assertion"].split(".")[0] not in json.dumps(line)


def decode(part: str) -> dict:
    return json.loads(base64.urlsafe_b64decode(part + "=="))


def encode(members: dict) -> str:
    return base64.urlsafe_b64encode(json.dumps(members).encode()).rstrip(b"=").decode()


def test_the_type_of_an_assertion_beside_a_secret_is_a_second_way(rp):
    """Whatever was left out: a client that means both is told to use one."""
    answer = rp.post("/introspect", {"token": "x", "client_assertion_type": ASSERTION_TYPE})
    assert (answer.status_code, answer.get_json()["error"]) == (400, "invalid_request")
