"""Tokens that are bound to the certificate of their client (RFC 8705 3)."""

import pytest

from tests.factories.accounts import create_account
from tests.factories.certificates import FIELD, PROXY, self_signed
from tests.factories.clients import change_client
from tests.factories.proofs import Prover
from tests.factories.relying_parties import create_relying_party, machine
from tests.factories.sessions import sign_in


@pytest.fixture
def app(make_app):
    return make_app(server={"trusted_proxies": ["10.0.0.0/8"]}, client_certificates={"header": FIELD})


@pytest.fixture
def client(app):
    return app.test_client()


@pytest.fixture
def certified():
    return self_signed()


@pytest.fixture(params=["client_secret_basic", "none"])
def rp(request, database, client, clock):
    rp = create_relying_party(database, client, token_endpoint_auth_method=request.param, pkce="required")
    change_client(database, rp.registered, tls_client_certificate_bound_access_tokens=True)
    sign_in(client, database, create_account(database))
    return rp


def token(rp, headers=None, **form):
    """A request to the token endpoint through the proxy."""
    return rp.post("/token", form, headers=headers, environ_base=PROXY)


def redeem(rp, headers=None):
    form = {"grant_type": "authorization_code", "redirect_uri": "https://shop.example.test/callback"}
    return token(rp, headers, **form, code=rp.obtain_code(scope="openid offline_access"), code_verifier=rp.verifier)


def userinfo(rp, access_token, headers=None, scheme="Bearer"):
    sent = {"Authorization": f"{scheme} {access_token}"} | (headers or {})
    return machine(rp.browser).get("/userinfo", headers=sent, environ_base=PROXY).status_code


def test_a_token_holds_with_the_certificate_alone(rp, certified):
    answer = redeem(rp, certified.header).get_json()

    assert answer["token_type"] == "Bearer"
    assert rp.read_id_token(answer["access_token"])["cnf"].keys() == {"x5t#S256"}
    assert userinfo(rp, answer["access_token"], certified.pem_header) == 200
    assert userinfo(rp, answer["access_token"], self_signed().header) == 401
    assert userinfo(rp, answer["access_token"]) == 401


def test_without_a_certificate_none_is_issued(rp):
    answer = redeem(rp)

    assert (answer.status_code, answer.get_json()["error"]) == (400, "invalid_request")


@pytest.mark.threat(14)
def test_the_refresh_token_of_a_public_client_is_bound_as_well(rp, certified):
    """RFC 8705 4; a confidential client may use its next certificate (3)."""
    refresh_token = redeem(rp, certified.header).get_json()["refresh_token"]
    form = {"grant_type": "refresh_token", "refresh_token": refresh_token}
    is_public = rp.registered.secret is None
    other = token(rp, self_signed().header, **form)

    assert other.status_code == (400 if is_public else 200)
    if is_public:
        assert token(rp, certified.header, **form).status_code == 200


def test_both_are_proved_where_a_key_is_proved_too(rp, certified):
    prover = Prover()
    access_token = redeem(rp, certified.header | prover.prove()).get_json()["access_token"]

    def status(headers):
        proof = prover.present(access_token)["DPoP"]
        return userinfo(rp, access_token, {"DPoP": proof} | headers, "DPoP")

    assert rp.read_id_token(access_token)["cnf"].keys() == {"jkt", "x5t#S256"}
    assert status(certified.header) == 200
    assert status(self_signed().header) == 401
    assert userinfo(rp, access_token, certified.header) == 401


def test_the_address_for_certificates_is_one_of_the_proofs(make_app, database, clock):
    address = "https://mtls.example.test"
    app = make_app(
        server={"trusted_proxies": ["10.0.0.0/8"]}, client_certificates={"header": FIELD, "address": address}
    )
    rp = create_relying_party(database, app.test_client())
    sign_in(rp.browser, database, create_account(database))

    for issuer in ("https://id.example.test", address):
        answer = rp.redeem(rp.obtain_code(), headers=Prover(issuer=issuer).prove())
        assert answer.status_code == 200
