"""Clients that authenticate with a certificate (RFC 8705 2)."""

import base64
import json
from ipaddress import ip_address

import pytest
from cryptography import x509
from cryptography.x509.oid import ExtendedKeyUsageOID
from werkzeug.datastructures import Headers

from idp.oauth.client_certificates.reading import certificate_text
from idp.settings import SettingsError
from tests.factories.accounts import create_account
from tests.factories.certificates import FIELD, PROXY, Authority, self_signed, subject
from tests.factories.clients import change_client
from tests.factories.relying_parties import create_relying_party, machine
from tests.factories.sessions import sign_in
from tests.infrastructure.outbound_http.servers import Server, say

pytestmark = pytest.mark.threat(25)
SETTINGS = {"server": {"trusted_proxies": ["10.0.0.0/8"]}, "client_certificates": {"header": FIELD}}
NAME = subject(COUNTRY_NAME="DE", ORGANIZATION_NAME="Example, Ltd", COMMON_NAME="shop")
DN = r"CN=shop,O=Example\, Ltd,C=DE"


@pytest.fixture
def authority(clock):
    return Authority()


@pytest.fixture
def app(make_app, authority, tmp_path):
    known = {"authorities": str(authority.write(tmp_path / "authority.pem"))}
    return make_app(**SETTINGS | {"client_certificates": {"header": FIELD} | known})


@pytest.fixture
def client(app):
    return app.test_client()


@pytest.fixture
def rp(database, client):
    return create_relying_party(database, client)


@pytest.fixture
def register(database, rp):
    """Let the relying party authenticate with a certificate."""
    return lambda method, **values: change_client(database, rp.registered, token_endpoint_auth_method=method, **values)


def status(rp, headers=None, environ=PROXY, **form):
    """Introspect, the shortest way to authenticate."""
    form = {"client_id": rp.client_id, "token": "x", **form}
    return machine(rp.browser).post("/introspect", data=form, headers=headers, environ_base=environ).status_code


@pytest.mark.parametrize(
    ("text", "is_one"),
    [
        ("", False),
        ("::", False),
        ("(null)", False),
        (" ", True),
        ("X", True),
        ("x" * 16384, True),
        ("x" * 16385, False),
    ],
)
def test_what_a_proxy_writes_where_there_is_no_certificate(app, text, is_one):
    with app.app_context():
        assert (certificate_text(Headers({FIELD: text})) is not None) is is_one


def test_a_registered_certificate_redeems_a_code(client, database, rp, register):
    certified = self_signed()
    register("self_signed_tls_client_auth", jwks=certified.key_set())
    sign_in(client, database, create_account(database))
    form = {
        "client_id": rp.client_id,
        "grant_type": "authorization_code",
        "code": rp.obtain_code(),
        "redirect_uri": "https://shop.example.test/callback",
        "code_verifier": rp.verifier,
    }
    answer = machine(client).post("/token", data=form, headers=certified.header, environ_base=PROXY)

    assert answer.status_code == 200


@pytest.mark.parametrize("written", ["header", "pem_header"])
def test_a_certificate_of_a_trusted_authority_with_the_registered_subject_is_taken(authority, rp, register, written):
    register("tls_client_auth", tls_client_auth_subject_dn=DN)

    assert status(rp, getattr(authority.certify(NAME), written)) == 200


@pytest.mark.parametrize(
    ("field", "value", "names"),
    [
        ("dns", "Shop.example.com", [x509.DNSName("other.example.com"), x509.DNSName("shop.example.com")]),
        ("uri", "spiffe://example.com/shop", [x509.UniformResourceIdentifier("spiffe://example.com/shop")]),
        ("ip", "2001:DB8::1", [x509.IPAddress(ip_address("2001:db8::1"))]),
        ("email", "shop@example.com", [x509.RFC822Name("shop@example.com")]),
    ],
)
def test_an_alternative_name_is_compared(authority, rp, register, field, value, names):
    register("tls_client_auth", **{f"tls_client_auth_san_{field}": value})
    others = [x509.DNSName("else.example.com")]

    assert status(rp, authority.certify(NAME, (x509.SubjectAlternativeName(names), False)).header) == 200
    assert status(rp, authority.certify(NAME, (x509.SubjectAlternativeName(others), False)).header) == 401
    assert status(rp, authority.certify(NAME).header) == 401


@pytest.mark.parametrize(
    "other",
    [
        subject(COUNTRY_NAME="DE", ORGANIZATION_NAME="Example, Ltd", COMMON_NAME="shop2"),
        subject(COMMON_NAME="shop"),
        subject(COMMON_NAME="shop", ORGANIZATION_NAME="Example, Ltd", COUNTRY_NAME="DE"),
        subject(COUNTRY_NAME="DE", ORGANIZATION_NAME="Example, Ltd,C=DE", COMMON_NAME="shop"),
    ],
    ids=lambda name: name.rfc4514_string(),
)
def test_another_subject_is_refused(authority, rp, register, other):
    register("tls_client_auth", tls_client_auth_subject_dn=DN)

    assert status(rp, authority.certify(other).header) == 401


def test_a_certificate_that_does_not_hold_is_refused(authority, rp, register):
    register("tls_client_auth", tls_client_auth_subject_dn=DN)
    for_servers = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH])
    refused = {
        "expired": authority.certify(NAME, days=(-30, -1)),
        "future": authority.certify(NAME, days=(1, 30)),
        "for servers": authority.certify(NAME, (for_servers, False)),
        "of another authority of the same name": Authority().certify(NAME),
        "self-signed": self_signed(NAME),
    }

    assert {reason: status(rp, each.header) for reason, each in refused.items()} == dict.fromkeys(refused, 401)


def test_a_certificate_that_is_not_registered_is_refused(authority, rp, register):
    certified = self_signed(NAME)
    register("self_signed_tls_client_auth", jwks=certified.key_set())

    assert status(rp, certified.header) == 200
    assert status(rp, self_signed(NAME).header) == 401
    assert status(rp, authority.certify(NAME).header) == 401


def test_a_client_without_a_registered_name_is_nobody(authority, rp, register):
    """Registration refuses it; a row may have lost its name all the same."""
    register("tls_client_auth")

    assert status(rp, authority.certify(NAME).header) == 401


def test_a_client_without_a_registered_name_is_refused(authority, rp, register):
    """Registration does not let it come to that; a row may have lost its name all the same."""
    register("tls_client_auth")

    assert status(rp, authority.certify(NAME).header) == 401


@pytest.mark.parametrize("certificates", [[], ["%%%"], [7], "x", None], ids=repr)
def test_a_key_without_a_certificate_authenticates_with_none(rp, register, certificates):
    certified = self_signed()
    (key,) = json.loads(certified.key_set())["keys"]
    register("self_signed_tls_client_auth", jwks=json.dumps({"keys": [key | {"x5c": certificates}]}))

    assert status(rp, certified.header) == 401


@pytest.mark.threat(48)
def test_the_field_counts_from_a_trusted_proxy_alone(rp, register):
    certified = self_signed()
    register("self_signed_tls_client_auth", jwks=certified.key_set())

    assert status(rp, certified.header, {"REMOTE_ADDR": "203.0.113.7"}) == 401
    assert status(rp, certified.header) == 200


@pytest.mark.parametrize("text", ["", "x", "::", ":%:", "-----BEGIN CERTIFICATE-----", ":AAAA:, :AAAA:", "%ff%00"])
def test_a_field_that_can_not_be_read_is_no_certificate(rp, register, text):
    register("self_signed_tls_client_auth", jwks=self_signed().key_set())

    assert status(rp, {FIELD: text}) == 401


@pytest.mark.parametrize(
    "damages",
    [
        {"a003020102": "a003020107"},  # the version
        {"0c0473686f70": "0c04ff686f70", "06082a8648ce3d040302": "06082a8648ce3d0403ff"},  # subject and signature
    ],
    ids=["version", "subject"],
)
def test_a_certificate_that_can_be_read_in_part_is_refused(rp, register, damages):
    """Whatever of it cannot: at once, or when it is compared."""
    register("tls_client_auth", tls_client_auth_subject_dn=DN)
    written = self_signed().der.hex()
    for before, after in damages.items():
        written = after.join(written.rsplit(before, 1))

    assert status(rp, {FIELD: f":{base64.b64encode(bytes.fromhex(written)).decode()}:"}) == 401


def test_a_field_that_is_longer_than_a_certificate_is_none(rp, register):
    """What is read is kept in memory, which no one may fill at will."""
    certified = self_signed()
    register("self_signed_tls_client_auth", jwks=certified.key_set())
    padded = certified.header[FIELD][:-1] + " " * 16_384 + ":"

    assert status(rp, {FIELD: padded}) == 401


def test_two_certificates_are_none(rp, register):
    certified = self_signed()
    register("self_signed_tls_client_auth", jwks=certified.key_set())
    text = certified.header[FIELD]

    assert status(rp, {FIELD: f"{text}, {text}"}) == 401


def test_a_certificate_is_no_second_way_of_authentication(rp):
    """A client may send one for its tokens to be bound to, however it authenticates (RFC 8705 3)."""
    answer = rp.post("/introspect", {"token": "x"}, headers=self_signed().header, environ_base=PROXY)

    assert answer.status_code == 200


def test_a_client_with_a_secret_is_not_authenticated_by_a_certificate(rp, database):
    certified = self_signed()
    change_client(database, rp.registered, jwks=certified.key_set())

    assert status(rp, certified.header) == 401


def test_a_secret_does_not_authenticate_a_client_with_a_certificate(rp, register):
    register("self_signed_tls_client_auth", jwks=self_signed().key_set())

    assert status(rp, client_secret=rp.registered.secret) == 401


def test_the_answer_does_not_tell_how_a_client_is_registered(authority, database, client, rp, register):
    public = create_relying_party(database, client, token_endpoint_auth_method="none", pkce="required")
    register("tls_client_auth", tls_client_auth_subject_dn=DN)
    wrong = self_signed().header

    def told(client_id: str, headers=None) -> bytes:
        form = {"client_id": client_id, "token": "x"}
        return machine(client).post("/introspect", data=form, headers=headers, environ_base=PROXY).data

    assert told(rp.client_id) == told("unknown")
    assert told(rp.client_id, wrong) == told("unknown", wrong) != told("unknown")
    assert told(public.client_id) != told(rp.client_id)  # public clients are told apart by design: they need no proof


def test_registered_certificates_are_fetched(make_app, database, clock):
    certified, server = self_signed(), Server(say(b"{}"))
    server.answer = say(certified.key_set().encode())
    loopback = {"outbound": {"development_loopback": [f"localhost:{server.port}"]}}
    issuer = {"server": SETTINGS["server"] | {"issuer": "http://localhost:9000"}}
    rp = create_relying_party(database, make_app(**SETTINGS | issuer | loopback).test_client())
    uri = f"http://localhost:{server.port}/keys"
    change_client(database, rp.registered, token_endpoint_auth_method="self_signed_tls_client_auth", jwks_uri=uri)

    assert status(rp, certified.header) == 200
    server.close()


@pytest.mark.only_on("sqlite")
def test_discovery_names_what_the_settings_make_possible(make_app, authority, tmp_path):
    methods = {"tls_client_auth", "self_signed_tls_client_auth"}

    def told(**certificates: str):
        changes = {"client_certificates": certificates} if certificates else {}
        document = make_app(**changes).test_client().get("/.well-known/openid-configuration").get_json()
        offered = methods & set(document["token_endpoint_auth_methods_supported"])
        assert offered == methods & set(document["introspection_endpoint_auth_methods_supported"])
        return (
            offered,
            document.get("tls_client_certificate_bound_access_tokens"),
            document.get("mtls_endpoint_aliases"),
        )

    authorities = str(authority.write(tmp_path / "authority.pem"))
    aliases = told(header=FIELD, address="https://mtls.example.test")[2]
    assert told() == (set(), None, None)
    assert told(header=FIELD) == ({"self_signed_tls_client_auth"}, True, None)
    assert told(header=FIELD, authorities=authorities) == (methods, True, None)
    assert aliases["token_endpoint"] == "https://mtls.example.test/token"
    assert aliases["userinfo_endpoint"] == "https://mtls.example.test/userinfo"


@pytest.mark.only_on("sqlite")
@pytest.mark.parametrize("access", ["off", "token"])
def test_an_endpoint_that_is_switched_off_has_no_alias(make_app, access):
    certificates = {"header": FIELD, "address": "https://mtls.example.test"}
    app = make_app(client_certificates=certificates, client_registration={"access": access})
    aliases = app.test_client().get("/.well-known/openid-configuration").get_json()["mtls_endpoint_aliases"]

    assert ("registration_endpoint" in aliases) is (access == "token")


@pytest.mark.only_on("sqlite")
def test_the_address_for_certificates_is_answered_to(make_app):
    def answer(host: str, **certificates: str) -> int:
        app = make_app(client_certificates={"header": FIELD, **certificates})
        return app.test_client().get("/userinfo", headers={"Host": host}).status_code

    assert answer("mtls.example.test", address="https://mtls.example.test") == 401
    assert answer("mtls.example.test") == 400
    assert answer("") == 400


@pytest.mark.only_on("sqlite")
def test_a_file_of_authorities_that_can_not_be_read_is_an_error_at_start(make_app, tmp_path):
    broken = tmp_path / "authority.pem"
    broken.write_text("x", encoding="utf-8")
    with pytest.raises(SettingsError, match=r"client_certificates\.authorities"):
        make_app(client_certificates={"header": FIELD, "authorities": str(broken)})
