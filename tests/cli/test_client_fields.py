"""Each field of client metadata is set on the command line, shown there, and used over HTTP."""

import json
import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from ipaddress import ip_address
from typing import Any

import pytest
from cryptography import x509
from joserfc import jwe
from joserfc.jwk import ECKey, Key
from sqlalchemy import select
from werkzeug.test import TestResponse

from idp.accounts.models import Account
from idp.clients.models import ClientRecord
from idp.clients.subjects.models import PairwiseSubject
from idp.infrastructure.web.application import Application
from idp.oauth.backchannel_logout.models import LogoutDelivery
from idp.protocol.authentication_methods import ACR_MULTI_FACTOR
from idp.protocol.certificate_names import NAME_FIELDS
from idp.protocol.client_metadata import CLIENT_FIELDS, WireValue
from idp.protocol.client_metadata.values import KeySet
from idp.protocol.token_exchange import ACCESS_TOKEN
from idp.protocol.token_exchange import GRANT_TYPE as TOKEN_EXCHANGE
from tests.factories.accounts import create_account
from tests.factories.assertions import Signer, key_set, make_key
from tests.factories.certificates import FIELD, PROXY, Authority, subject
from tests.factories.clients import REDIRECT_URI, CreatedClient, change_client
from tests.factories.encrypted_objects import encrypt_to_provider, make_missing_keys
from tests.factories.factors import create_app_of
from tests.factories.organizations import create_membership, create_organization
from tests.factories.relying_parties import RelyingParty, answer_of, answer_of_kind, create_relying_party, machine
from tests.factories.sessions import sign_in
from tests.provisioning.databases import Database
from tests.provisioning.pages import PageClient, forms_of
from tests.provisioning.shell import Shell

OTHER_URI = "https://shop.example.test/other"
BACK = "https://shop.example.test/bye"
LOGO = "https://cdn.example.test/shop.png"
ORIGIN = "https://app.example.test"
STOCK = "https://stock.example.test"
TO_ENCRYPT = ECKey.generate_key("P-256", {"use": "enc", "kid": "enc-1"})
WITHIN = "https://127.0.0.1/object"
KEY, RSA = make_key(), make_key("RS256")
ORGANIZATION_ID = "org_" + "0" * 32
AUTHORITY = Authority()
CERTIFIED = AUTHORITY.certify(
    subject(COMMON_NAME="shop"),
    (
        x509.SubjectAlternativeName(
            [
                x509.DNSName("shop.example.test"),
                x509.UniformResourceIdentifier("https://shop.example.test/"),
                x509.IPAddress(ip_address("192.0.2.7")),
                x509.RFC822Name("shop@example.test"),
            ]
        ),
        False,
    ),
)
# What no client can be without, and what none can that authenticates with a certificate or exchanges tokens.
KEPT = {"portal", "client_name", "redirect_uris", "exchanges_tokens_of", *NAME_FIELDS}


@dataclass
class Stage:
    """A client that the command line registered and changed, and a person who is signed in."""

    rp: RelyingParty
    browser: PageClient
    app: Application
    database: Database
    person: Account

    def consent_page(self) -> str:
        return self.browser.get(self.rp.authorize(prompt="consent").location).text


@dataclass(frozen=True)
class Use:
    """Arguments that set a field, what is stored then, and what a relying party or a person notices of it."""

    arguments: tuple[str, ...]
    value: WireValue
    notice: Callable[[Stage], None]


def is_on_the_consent_page(text: str) -> Callable[[Stage], None]:
    def notice(stage: Stage) -> None:
        assert text in stage.consent_page()

    return notice


def portal(stage: Stage) -> None:
    page = stage.browser.get(stage.rp.authorize(prompt="login").location)
    assert stage.app.settings.portals["forum"].name in page.text


def client_uri(stage: Stage) -> None:
    page = stage.browser.get("/signed-out", query_string={"client_id": stage.rp.client_id})
    assert 'href="https://shop.example.test/start"' in page.text


def initiate_login_uri(stage: Stage) -> None:
    page = stage.browser.get("/authorize", query_string={"client_id": stage.rp.client_id})
    assert 'href="https://shop.example.test/login?iss=https%3A%2F%2Fid.example.test"' in page.text


def logo_uri(stage: Stage) -> None:
    page = stage.browser.get(stage.rp.authorize(prompt="consent").location)
    assert f'src="{LOGO}"' in page.text
    assert "img-src 'self' data: https://cdn.example.test;" in page.headers["Content-Security-Policy"]


def application_type(stage: Stage) -> None:
    assert "code" in answer_of(stage.rp.authorize(redirect_uri="http://127.0.0.1:51234/cb"))


def redirect_uris(stage: Stage) -> None:
    assert "code" in answer_of(stage.rp.authorize(redirect_uri=OTHER_URI))


def post_logout_redirect_uris(stage: Stage) -> None:
    hint = stage.rp.obtain_tokens()["id_token"]
    answer = stage.browser.get("/logout", query_string={"id_token_hint": hint, "post_logout_redirect_uri": BACK})
    assert answer.location == BACK


def sector_identifier_uri(stage: Stage) -> None:
    """Pairwise subjects are those of its host."""
    change_client(stage.database, stage.rp.registered, subject_type="pairwise")
    stage.rp.obtain_tokens()
    assert stage.database.one(select(PairwiseSubject.sector)) == "sector.example.test"


def subject_type(stage: Stage) -> None:
    assert stage.rp.read_id_token(stage.rp.obtain_tokens()["id_token"])["sub"].startswith("sub_")


def web_origins(stage: Stage) -> None:
    answer = machine(stage.browser).get("/userinfo", headers={"Origin": ORIGIN})
    assert answer.headers["Access-Control-Allow-Origin"] == ORIGIN


def backchannel_logout_uri(stage: Stage) -> None:
    hint = stage.rp.obtain_tokens()["id_token"]
    stage.browser.get("/logout", query_string={"id_token_hint": hint})
    assert stage.database.one(select(LogoutDelivery.client_id)) == stage.rp.client_id


def backchannel_logout_session_required(stage: Stage) -> None:
    """The logout token names the session that the ID token named."""
    assert "sid" in stage.rp.read_id_token(stage.rp.obtain_tokens()["id_token"])


def frontchannel_logout_uri(stage: Stage) -> None:
    hint = stage.rp.obtain_tokens()["id_token"]
    page = stage.browser.get("/logout", query_string={"id_token_hint": hint})
    assert 'src="https://shop.example.test/bye?iss=' in page.text


def frontchannel_logout_session_required(stage: Stage) -> None:
    """The address of the frame names the session in any case: see frontchannel_logout_uri."""
    assert "sid" in stage.rp.read_id_token(stage.rp.obtain_tokens()["id_token"])


def session_management(stage: Stage) -> None:
    """Off where the settings do not switch it on as well; both: tests/oauth/test_session_management.py."""
    assert "session_state" not in answer_of(stage.rp.authorize())


def response_types(stage: Stage) -> None:
    """The grant types follow."""
    assert "id_token" in answer_of(stage.rp.authorize(response_type="id_token code"))


def response_modes(stage: Stage) -> None:
    """Also an error comes in a mode that is registered."""
    for mode, member in (("query", "error"), ("form_post", "code")):
        assert member in forms_of(stage.rp.authorize(response_mode=mode))[0].fields


def require_pushed_authorization_requests(stage: Stage) -> None:
    assert answer_of(stage.rp.authorize())["error"] == "invalid_request"
    assert "code" in answer_of(stage.rp.open_pushed(stage.rp.push_uri()))


def request_uris(stage: Stage) -> None:
    """It is looked at, and can't be reached."""
    assert answer_of(stage.rp.authorize(request_uri=WITHIN))["error"] == "invalid_request_uri"


def request_object_signing_alg(stage: Stage) -> None:
    unsigned = ".".join(
        urlsafe_b64encode(part).rstrip(b"=").decode() for part in (b'{"alg":"none"}', b'{"state":"s"}', b"")
    )
    assert answer_of(stage.rp.authorize(request=unsigned))["state"] == "s"


def request_object_encryption(stage: Stage) -> None:
    make_missing_keys(stage.database, stage.app)
    change_client(stage.database, stage.rp.registered, jwks=key_set(KEY))
    request_object = Signer(stage.rp, KEY).request_object()
    assert "code" in answer_of(stage.rp.authorize(request=encrypt_to_provider(stage.browser, request_object)))


def require_signed_request_object(stage: Stage) -> None:
    assert answer_of(stage.rp.authorize())["error"] == "invalid_request"
    assert "code" in answer_of(stage.rp.authorize(request=Signer(stage.rp, KEY).request_object()))


def authorization_signed_response_alg(stage: Stage) -> None:
    response = answer_of(stage.rp.authorize(response_mode="jwt"))["response"]
    assert "code" in stage.rp.read_signed_answer(response, "PS256")


def introspection_signed_response_alg(stage: Stage) -> None:
    token_type = "token-introspection+jwt"
    answer = stage.rp.post("/introspect", {"token": "x"}, headers={"Accept": f"application/{token_type}"})
    assert "token_introspection" in stage.rp.read_signed_answer(answer.text, "PS256", token_type)


def userinfo_signed_response_alg(stage: Stage) -> None:
    answer = stage.rp.userinfo(stage.rp.obtain_tokens()["access_token"])
    assert stage.rp.read_signed_answer(answer.text, "PS256")["sub"] == stage.person.id


def scope(stage: Stage) -> None:
    assert stage.rp.obtain_tokens(scope="openid email")["scope"] == "openid"


def grant_types(stage: Stage) -> None:
    assert "refresh_token" not in stage.rp.obtain_tokens()


def resource_servers(stage: Stage) -> None:
    other = create_relying_party(stage.database, stage.browser, scope="openid stock")
    assert stage.rp.introspect(other.obtain_tokens(scope="openid stock")["access_token"])["aud"] == STOCK


def access_token_format(stage: Stage) -> None:
    assert "." not in stage.rp.obtain_tokens()["access_token"]


def exchanges_tokens_of(stage: Stage) -> None:
    other = create_relying_party(stage.database, stage.browser, scope="openid stock")
    change_client(stage.database, stage.rp.registered, scope="openid stock", exchanges_tokens_of=[other.client_id])
    token = other.obtain_tokens(scope="openid stock")["access_token"]
    form = {"grant_type": TOKEN_EXCHANGE, "subject_token": token, "subject_token_type": ACCESS_TOKEN}
    assert "act" in stage.rp.read_id_token(stage.rp.post("/token", form).get_json()["access_token"])


def token_endpoint_auth_method(stage: Stage) -> None:
    code = stage.rp.obtain_code()
    assert stage.rp.redeem(code, client_secret="wrong").status_code == 401
    assert stage.rp.redeem(code).status_code == 200


def token_endpoint_auth_signing_alg(stage: Stage) -> None:
    assert authenticate(stage, jwks=key_set(RSA)).status_code == 401
    assert authenticate(stage, token_endpoint_auth_signing_alg="RS256").status_code == 200


def jwks(stage: Stage) -> None:
    assert authenticate(stage, key=KEY).status_code == 200


def jwks_uri(stage: Stage) -> None:
    # It can't be fetched, and is asked before keys that are registered.
    assert authenticate(stage, key=KEY, jwks=key_set(KEY)).status_code == 401


def authenticate(stage: Stage, key: Key = RSA, **metadata: Any) -> TestResponse:
    """An introspection by ``private_key_jwt``; the client's method is the former one again afterwards."""
    change_client(stage.database, stage.rp.registered, token_endpoint_auth_method="private_key_jwt", **metadata)
    answer = machine(stage.browser).post("/introspect", data=Signer(stage.rp, key).form())
    change_client(stage.database, stage.rp.registered, token_endpoint_auth_method="client_secret_basic")
    return answer


def encryption(answer: str, method: str) -> Mapping[str, Use]:
    """The two fields of an answer; the content is encrypted by ``method`` where it is named."""
    option = f"--{answer.replace('_', '-')}-encryption"
    by = (f"{option}-alg", "ECDH-ES", "--jwks", key_set(KEY, TO_ENCRYPT))

    def is_encrypted_by(expected: str) -> Callable[[Stage], None]:
        def notice(stage: Stage) -> None:
            sent = answer_of_kind(answer, stage.rp)
            assert jwe.decrypt_compact(sent, TO_ENCRYPT, algorithms=["ECDH-ES", expected]).plaintext

        return notice

    return {
        f"{answer}_encrypted_response_alg": Use(by, "ECDH-ES", is_encrypted_by("A128CBC-HS256")),
        f"{answer}_encrypted_response_enc": Use((*by, f"{option}-enc", method), method, is_encrypted_by(method)),
    }


def certificate_name(kind: str, value: str) -> Use:
    """A name of the certificate with which the client authenticates."""

    def notice(stage: Stage) -> None:
        form = {"client_id": stage.rp.client_id, "token": "x"}
        for certified, status in ((CERTIFIED, 200), (AUTHORITY.certify(subject(COMMON_NAME="other")), 401)):
            answer = machine(stage.browser).post("/introspect", data=form, headers=certified.header, environ_base=PROXY)
            assert answer.status_code == status

    return Use(("--auth-method", "tls_client_auth", f"--certificate-{kind}", value), value, notice)


def fapi2(stage: Stage) -> None:
    assert answer_of(stage.rp.authorize())["error_description"].startswith("This client must push")


def certificate_bound(stage: Stage) -> None:
    assert stage.rp.redeem(stage.rp.obtain_code()).get_json()["error"] == "invalid_request"


def dpop_bound(stage: Stage) -> None:
    assert stage.rp.redeem(stage.rp.obtain_code()).get_json()["error"] == "invalid_dpop_proof"


def access_token_seconds(stage: Stage) -> None:
    assert stage.rp.obtain_tokens()["expires_in"] == 90


def id_token_seconds(stage: Stage) -> None:
    claims = stage.rp.read_id_token(stage.rp.obtain_tokens()["id_token"])
    assert claims["exp"] - claims["iat"] == 90


def refresh_days(stage: Stage) -> None:
    told = stage.rp.introspect(stage.rp.obtain_tokens()["refresh_token"])
    assert told["exp"] - told["iat"] == pytest.approx(3 * 86_400, abs=5)


def id_token_signed_response_alg(stage: Stage) -> None:
    assert read_header(stage.rp.obtain_tokens()["id_token"])["alg"] == "EdDSA"


def read_header(token: str) -> dict[str, str]:
    header: dict[str, str] = json.loads(urlsafe_b64decode(token.partition(".")[0] + "=="))
    return header


def id_token_claims(stage: Stage) -> None:
    assert "email" not in stage.rp.read_id_token(stage.rp.obtain_tokens(scope="openid email")["id_token"])


def pkce(stage: Stage) -> None:
    answer = answer_of(stage.rp.authorize(code_challenge=None, code_challenge_method=None))
    assert answer["error"] == "invalid_request"


def consent(stage: Stage) -> None:
    assert stage.rp.authorize().location.startswith("/consent/")


def default_max_age(stage: Stage) -> None:
    assert answer_of(stage.rp.authorize(prompt="none"))["error"] == "login_required"


def require_auth_time(stage: Stage) -> None:
    assert "auth_time" in stage.rp.read_id_token(stage.rp.obtain_tokens()["id_token"])


def default_acr_values(stage: Stage) -> None:
    create_app_of(stage.database, stage.app.secret_box, stage.person)
    answer = stage.rp.authorize()
    assert "code=" not in answer.location


def claim_names(stage: Stage) -> None:
    told = stage.rp.userinfo(stage.rp.obtain_tokens(scope="openid email")["access_token"]).get_json()
    assert (told["mail"], "email" in told) == (stage.person.email, False)


def creates_organizations(stage: Stage) -> None:
    """It is let in, and asked for what it left out."""
    answer = stage.rp.post("/organization-creation", {"kind": "company"})
    assert answer.get_json()["error_description"] == "The parameter reference is missing."


def holds_organizations(stage: Stage) -> None:
    """It is let in, and asked for what it left out."""
    answer = stage.rp.post("/organization-holds", {"hold": "unpaid_invoices"})
    assert answer.get_json()["error_description"] == "The parameter organization is missing."


def roles(stage: Stage) -> None:
    """Of another role it is told nothing."""
    create_membership(stage.database, stage.person, role="administrator")
    told = stage.rp.userinfo(stage.rp.obtain_tokens(scope="openid groups")["access_token"]).get_json()
    assert told["groups"] == []


def required_rights(stage: Stage) -> None:
    assert answer_of(stage.rp.authorize(prompt="none"))["error"] == "access_denied"


def organization(stage: Stage) -> None:
    token = stage.rp.post("/token", {"grant_type": "client_credentials"}).get_json()["access_token"]
    assert stage.rp.introspect(token)["tenant"] == ORGANIZATION_ID


def organization_at_refresh(stage: Stage) -> None:
    """It may ask, and is refused an organization that the person does not belong to."""
    refresh_token = stage.rp.obtain_tokens()["refresh_token"]
    assert stage.rp.refresh(refresh_token, organization="org_0").get_json()["error"] == "invalid_grant"


USES: Mapping[str, Use] = {
    "client_name": Use(("--name", "Kartenwerk"), "Kartenwerk", is_on_the_consent_page("Kartenwerk")),
    "portal": Use(("--portal", "forum"), "forum", portal),
    "client_uri": Use(
        ("--client-uri", "https://shop.example.test/start"), "https://shop.example.test/start", client_uri
    ),
    "initiate_login_uri": Use(
        ("--initiate-login-uri", "https://shop.example.test/login"),
        "https://shop.example.test/login",
        initiate_login_uri,
    ),
    "logo_uri": Use(("--logo-uri", LOGO), LOGO, logo_uri),
    "policy_uri": Use(
        ("--policy-uri", "https://shop.example.test/privacy"),
        "https://shop.example.test/privacy",
        is_on_the_consent_page('href="https://shop.example.test/privacy"'),
    ),
    "tos_uri": Use(
        ("--tos-uri", "https://shop.example.test/terms"),
        "https://shop.example.test/terms",
        is_on_the_consent_page('href="https://shop.example.test/terms"'),
    ),
    "contacts": Use(
        ("--contact", "Hotline 112", "--contact", "Frau Muster"),
        ["Hotline 112", "Frau Muster"],
        is_on_the_consent_page("Frau Muster"),
    ),
    "profile": Use(("--profile", "fapi2", "--jwks", key_set(KEY)), "fapi2", fapi2),
    "localized_metadata": Use(
        ("--localized", "client_name#de=Kartenwerk"),
        ["client_name#de=Kartenwerk"],
        is_on_the_consent_page("Kartenwerk"),
    ),
    "application_type": Use(("--type", "native", "--redirect-uri", "http://127.0.0.1/cb"), "native", application_type),
    "redirect_uris": Use(("--redirect-uri", OTHER_URI), [REDIRECT_URI, OTHER_URI], redirect_uris),
    "post_logout_redirect_uris": Use(("--post-logout-redirect-uri", BACK), [BACK], post_logout_redirect_uris),
    "sector_identifier_uri": Use(
        ("--sector-identifier-uri", "https://sector.example.test/uris"),
        "https://sector.example.test/uris",
        sector_identifier_uri,
    ),
    "subject_type": Use(("--subject-type", "pairwise"), "pairwise", subject_type),
    "web_origins": Use(("--web-origin", ORIGIN), [ORIGIN], web_origins),
    "response_types": Use(("--response-type", "code id_token"), ["code", "code id_token"], response_types),
    "response_modes": Use(("--response-mode", "form_post"), ["form_post"], response_modes),
    "backchannel_logout_uri": Use(
        ("--backchannel-logout-uri", "https://shop.example.test/logout"),
        "https://shop.example.test/logout",
        backchannel_logout_uri,
    ),
    "backchannel_logout_session_required": Use(
        ("--backchannel-logout-session-required",), True, backchannel_logout_session_required
    ),
    "frontchannel_logout_uri": Use(
        ("--frontchannel-logout-uri", "https://shop.example.test/bye"),
        "https://shop.example.test/bye",
        frontchannel_logout_uri,
    ),
    "frontchannel_logout_session_required": Use(
        ("--frontchannel-logout-session-required",), True, frontchannel_logout_session_required
    ),
    "session_management": Use(("--session-management",), True, session_management),
    "scope": Use(("--remove-scope", "profile", "--remove-scope", "email"), "openid", scope),
    "grant_types": Use(("--no-refresh",), ["authorization_code"], grant_types),
    "resource_servers": Use(("--resource-server", "stock"), ["stock"], resource_servers),
    "exchanges_tokens_of": Use(
        ("--exchanges-tokens-of", "app_1", "--grant-type", TOKEN_EXCHANGE, "--resource-server", "stock"),
        ["app_1"],
        exchanges_tokens_of,
    ),
    "access_token_format": Use(("--access-token-format", "opaque"), "opaque", access_token_format),
    "id_token_signed_response_alg": Use(("--id-token-alg", "EdDSA"), "EdDSA", id_token_signed_response_alg),
    "id_token_claims": Use(("--no-id-token-claims",), False, id_token_claims),
    "pkce": Use(("--pkce", "required"), "required", pkce),
    "access_token_seconds": Use(("--access-token-seconds", "90"), 90, access_token_seconds),
    "id_token_seconds": Use(("--id-token-seconds", "90"), 90, id_token_seconds),
    "refresh_idle_days": Use(("--refresh-idle-days", "3"), 3, refresh_days),
    "refresh_absolute_days": Use(("--refresh-absolute-days", "3"), 3, refresh_days),
    "token_endpoint_auth_method": Use(
        ("--auth-method", "client_secret_post"), "client_secret_post", token_endpoint_auth_method
    ),
    "token_endpoint_auth_signing_alg": Use(("--auth-alg", "PS256"), "PS256", token_endpoint_auth_signing_alg),
    "jwks": Use(("--jwks", key_set(KEY)), KeySet().normalize(key_set(KEY)), jwks),
    "jwks_uri": Use(("--jwks-uri", "https://127.0.0.1/keys"), "https://127.0.0.1/keys", jwks_uri),
    "require_pushed_authorization_requests": Use(
        ("--require-pushed-requests",), True, require_pushed_authorization_requests
    ),
    "request_uris": Use(("--request-uri", WITHIN), [WITHIN], request_uris),
    "request_object_signing_alg": Use(("--request-object-alg", "none"), "none", request_object_signing_alg),
    "request_object_encryption_alg": Use(
        ("--request-object-encryption-alg", "ECDH-ES"), "ECDH-ES", request_object_encryption
    ),
    "request_object_encryption_enc": Use(
        ("--request-object-encryption-alg", "ECDH-ES", "--request-object-encryption-enc", "A256GCM"),
        "A256GCM",
        request_object_encryption,
    ),
    "require_signed_request_object": Use(
        ("--require-signed-request-object", "--jwks", key_set(KEY)), True, require_signed_request_object
    ),
    "authorization_signed_response_alg": Use(
        ("--authorization-response-alg", "PS256"), "PS256", authorization_signed_response_alg
    ),
    "introspection_signed_response_alg": Use(
        ("--introspection-response-alg", "PS256"), "PS256", introspection_signed_response_alg
    ),
    "userinfo_signed_response_alg": Use(("--userinfo-response-alg", "PS256"), "PS256", userinfo_signed_response_alg),
    **encryption("id_token", "A256GCM"),
    **encryption("userinfo", "A256GCM"),
    **encryption("authorization", "A256GCM"),
    **encryption("introspection", "A256GCM"),
    "tls_client_auth_subject_dn": certificate_name("subject", "CN=shop"),
    "tls_client_auth_san_dns": certificate_name("dns", "shop.example.test"),
    "tls_client_auth_san_uri": certificate_name("uri", "https://shop.example.test/"),
    "tls_client_auth_san_ip": certificate_name("ip", "192.0.2.7"),
    "tls_client_auth_san_email": certificate_name("email", "shop@example.test"),
    "tls_client_certificate_bound_access_tokens": Use(("--certificate-bound",), True, certificate_bound),
    "dpop_bound_access_tokens": Use(("--dpop-bound",), True, dpop_bound),
    "consent": Use(("--consent", "explicit"), "explicit", consent),
    "default_max_age": Use(("--default-max-age", "0"), 0, default_max_age),
    "require_auth_time": Use(("--require-auth-time",), True, require_auth_time),
    "default_acr_values": Use(("--default-acr", ACR_MULTI_FACTOR), [ACR_MULTI_FACTOR], default_acr_values),
    "creates_organizations": Use(("--creates-organizations",), True, creates_organizations),
    "holds_organizations": Use(("--holds-organizations",), True, holds_organizations),
    "roles": Use(("--role", "buyer", "--scope", "groups"), ["buyer"], roles),
    "claim_names": Use(("--claim-name", "email=mail"), ["email=mail"], claim_names),
    "required_rights": Use(("--required-right", "member"), ["member"], required_rights),
    "organization_at_refresh": Use(("--organization-at-refresh", "asked"), "asked", organization_at_refresh),
    "organization": Use(
        ("--organization", ORGANIZATION_ID, "--grant-type", "client_credentials"), ORGANIZATION_ID, organization
    ),
}


@pytest.fixture(scope="module")
def changes(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """Settings with which certificates are taken, and with a resource server."""
    authorities = AUTHORITY.write(tmp_path_factory.mktemp("certificates") / "authorities.pem")
    return {
        "server": {"trusted_proxies": ["10.0.0.0/8"]},
        "resource_servers": {"stock": {"identifier": STOCK, "scopes": {"stock": {}}}},
        "client_certificates": {"header": FIELD, "authorities": str(authorities)},
        "keys": {"encryption_algorithms": ["ECDH-ES"]},
    }


@pytest.fixture
def app(make_app: Callable[..., Application], changes: dict[str, Any]) -> Application:
    return make_app(**changes)


@pytest.fixture
def shell(make_shell: Callable[..., Shell], database: Database, changes: dict[str, Any]) -> Shell:
    return make_shell(database={"url": database.url}, **changes)


@pytest.fixture
def stage(shell: Shell, app: Application, client: PageClient, database: Database) -> Stage:
    person = create_account(database)
    create_organization(database, id=ORGANIZATION_ID)
    sign_in(client, database, person)
    created = shell.answer("clients", "create", "Shop", "--portal", "shop", "--redirect-uri", REDIRECT_URI)
    registered = CreatedClient(database.one(select(ClientRecord)), created["client_secret"])
    return Stage(RelyingParty(registered, client, secrets.token_urlsafe(48)), client, app, database, person)


def test_every_field_is_walked() -> None:
    """Trial row F19."""
    assert list(USES) == list(CLIENT_FIELDS)


@pytest.mark.parametrize("name", USES)
def test_a_field_is_set_shown_and_used(shell: Shell, stage: Stage, database: Database, name: str) -> None:
    """Trial row F19."""
    use, client_id = USES[name], stage.rp.client_id
    before = shell.answer("clients", "show", client_id).get(name)
    assert shell.answer("clients", "edit", client_id, *use.arguments)[name] == use.value
    assert shell.answer("clients", "show", client_id)[name] == use.value
    stage.rp.registered = CreatedClient(database.one(select(ClientRecord)), stage.rp.registered.secret)

    use.notice(stage)

    if name not in KEPT:
        assert shell.answer("clients", "edit", client_id, "--reset", name).get(name) == before
