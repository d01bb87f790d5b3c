"""Every value that discovery advertises is used, with success; one that has no use here fails."""

import re
import secrets
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qsl, quote, urlsplit

import pytest
from joserfc import jwe
from joserfc.jwk import ECKey, OctKey, RSAKey

from idp.protocol.device_authorizations import DEVICE_CODE_GRANT
from idp.protocol.encryption import ALGORITHMS
from idp.protocol.response_types import grants_of
from idp.protocol.token_exchange import ACCESS_TOKEN
from idp.protocol.token_exchange import GRANT_TYPE as TOKEN_EXCHANGE
from tests.factories.accounts import create_account
from tests.factories.assertions import Signer, key_set, make_key, register_keys, register_secret
from tests.factories.certificates import FIELD, PROXY, Authority, self_signed, subject
from tests.factories.clients import REDIRECT_URI, change_client
from tests.factories.encrypted_objects import encrypt_to_provider, make_missing_keys
from tests.factories.organizations import create_membership, give_at_portal
from tests.factories.proofs import Prover
from tests.factories.relying_parties import RelyingParty, answer_of, answer_of_kind, create_relying_party, machine
from tests.factories.response_types import MEMBERS
from tests.factories.sessions import sign_in
from tests.factories.televisions import Television
from tests.provisioning.applications import ISSUER
from tests.provisioning.pages import forms_of

pytestmark = [pytest.mark.only_on("sqlite"), pytest.mark.usefixtures("clock")]
WELL_KNOWN = ["/.well-known/openid-configuration", "/.well-known/oauth-authorization-server"]
STOCK = "https://stock.example.test"
MTLS = "https://mtls.example.test"
DETAILS = {
    "nickname": "Ada",
    "phone_number": "+49301234567",
    "address": {"locality": "Dresden", "formatted": "Dresden"},
}
JWT_OF_INTROSPECTION = "application/token-introspection+jwt"


class Walk:
    """A use of each member, by its name: ``value`` is one of a list, or the only one."""

    def __init__(self, app, database, authority) -> None:
        self.app, self.database, self.authority = app, database, authority
        self.browser = app.test_client()
        self.person = create_account(database, claims=DETAILS, language="de")
        self.membership = create_membership(database, self.person)
        give_at_portal(database, self.membership, "shop", number="1", products=("wiki",), roles=("buyer",))
        sign_in(self.browser, database, self.person)
        self.rp = self.create_rp()

    def create_rp(self, **metadata: Any) -> RelyingParty:
        scope = "openid profile email address phone offline_access organization organizations groups stock"
        grants = ["authorization_code", "refresh_token", "client_credentials"]
        rights = {"creates_organizations": True, "holds_organizations": True}
        return create_relying_party(
            self.database, self.browser, **{"scope": scope, "grant_types": grants, **rights, **metadata}
        )

    # Clients that authenticate by a method, at an endpoint ---------------------------------------------------

    def credentials(self, method: str, algorithm: str | None = None) -> tuple[RelyingParty, dict[str, Any]]:
        """A client of the method, and what its next request is sent with."""
        if method == "none":
            rp = self.create_rp(token_endpoint_auth_method="none", pkce="required")
            return rp, {"data": {"client_id": rp.client_id}}
        rp = self.create_rp()
        change_client(self.database, rp.registered, token_endpoint_auth_method=method)
        if method == "client_secret_basic":
            return rp, {"auth": rp.registered.basic}
        if method == "client_secret_post":
            return rp, {"data": {"client_id": rp.client_id, "client_secret": rp.registered.secret}}
        if method in {"tls_client_auth", "self_signed_tls_client_auth"}:
            name = subject(COMMON_NAME="shop")
            certified = self.authority.certify(name) if method == "tls_client_auth" else self_signed(name)
            own = (
                {"tls_client_auth_subject_dn": "CN=shop"}
                if method == "tls_client_auth"
                else {"jwks": certified.key_set()}
            )
            change_client(self.database, rp.registered, **own)
            sent = {"headers": certified.header, "environ_base": PROXY}
            return rp, {"data": {"client_id": rp.client_id}, **sent}
        signer = self.signer(rp, method, algorithm)
        form = {name: value for name, value in signer.form().items() if name != "token"}
        return rp, {"data": form}

    def signer(self, rp: RelyingParty, method: str, algorithm: str | None) -> Signer:
        if method == "private_key_jwt":
            return register_keys(self.database, rp, make_key(algorithm or "ES256"))
        if method == "client_secret_jwt":
            signer = register_secret(self.database, self.app.secret_box, rp)
            signer.key = OctKey.import_key(signer.key.raw_value, {"alg": algorithm or "HS256"})
            return signer
        raise LookupError(method)

    def call(self, name: str, rp: RelyingParty, sent: dict[str, Any], form: dict[str, str]) -> Any:
        path = urlsplit(self.metadata[f"{name}_endpoint"]).path
        answer = machine(self.browser).post(path, **{**sent, "data": {**sent.get("data", {}), **form}})
        assert answer.status_code in {200, 201}, answer.text
        return answer

    def form_for(self, name: str, rp: RelyingParty) -> dict[str, str]:
        redemption = {"grant_type": "authorization_code", "redirect_uri": REDIRECT_URI, "code_verifier": rp.verifier}
        holds = {"organization": self.membership.organization_id, "hold": "unpaid", "state": "set"}
        return {
            "token": lambda: redemption | {"code": rp.obtain_code()},
            "introspection": lambda: {"token": "x"},
            "revocation": lambda: {"token": "x"},
            "organization_creation": lambda: {"reference": secrets.token_hex(4), "kind": "company", "name": "Werk"},
            "organization_holds": lambda: holds,
        }[name]()

    def use_auth_methods(self, name: str, method: str) -> None:
        rp, sent = self.credentials(method)
        self.call(name, rp, sent, self.form_for(name, rp))

    def use_auth_signing_algs(self, name: str, algorithm: str) -> None:
        method = "client_secret_jwt" if algorithm.startswith("HS") else "private_key_jwt"
        rp, sent = self.credentials(method, algorithm)
        change_client(self.database, rp.registered, token_endpoint_auth_signing_alg=algorithm)
        self.call(name, rp, sent, self.form_for(name, rp))

    # Endpoints ----------------------------------------------------------------------------------------------

    def use_issuer(self, value: str) -> None:
        assert answer_of(self.rp.authorize())["iss"] == value
        assert self.rp.read_id_token(self.rp.obtain_tokens()["id_token"])["iss"] == value

    def use_endpoint(self, name: str, address: str) -> None:
        """Answers at its own address, whatever was sent; what it does is used by the members of its own."""
        base, path = (
            (MTLS, address.removeprefix(MTLS)) if address.startswith(MTLS) else (ISSUER, address.removeprefix(ISSUER))
        )
        tokens = self.rp.obtain_tokens(scope="openid organizations")
        bearer = {"Authorization": f"Bearer {tokens['access_token']}"}
        browser = machine(self.browser)
        match name:
            case "authorization":
                answer = self.browser.get(path, query_string=self.rp.request(), base_url=base)
            case "end_session":
                answer = self.browser.get(path, base_url=base)
            case "userinfo" | "organizations":
                answer = browser.get(path, headers=bearer, base_url=base)
            case "registration":
                document = {"client_name": "Kartenwerk", "redirect_uris": [REDIRECT_URI]}
                answer = browser.post(path, json=document, base_url=base)
            case "device_authorization":
                rp = self.create_rp(grant_types=[DEVICE_CODE_GRANT])
                answer = rp.post(path, {"scope": "openid"}, base_url=base)
            case "pushed_authorization_request":
                answer = self.rp.post(path, self.rp.request(), base_url=base)
            case _:
                answer = self.rp.post(path, self.form_for(name, self.rp), base_url=base)
        assert answer.status_code in {200, 201, 303}, answer.text

    def use_jwks_uri(self, address: str) -> None:
        assert machine(self.browser).get(address.removeprefix(ISSUER)).get_json()["keys"]

    # Authorization requests and their answers ------------------------------------------------------------------

    def use_response_types_supported(self, value: str) -> None:
        rp = self.create_rp(response_types=[value], grant_types=grants_of([value]))
        assert MEMBERS[value] <= answer_of(rp.authorize(response_type=value)).keys()

    def use_response_modes_supported(self, value: str) -> None:
        answer = self.rp.authorize(response_mode=value)
        in_form, in_fragment = value.startswith("form_post"), value.startswith("fragment")
        parts = urlsplit(answer.headers.get("Location", ""))
        sent = (
            forms_of(answer)[0].fields if in_form else dict(parse_qsl(parts.fragment if in_fragment else parts.query))
        )
        assert ("response" if value.endswith("jwt") else "code") in sent

    def use_scopes_supported(self, value: str) -> None:
        assert value in self.rp.obtain_tokens(scope=f"openid {value}", prompt=None)["scope"].split()

    def use_protected_resources(self, value: str) -> None:
        tokens = self.rp.obtain_tokens(scope="openid stock", resource=value)
        assert self.rp.introspect(tokens["access_token"])["aud"] == value

    def use_grant_types_supported(self, value: str) -> None:
        tokens = self.rp.obtain_tokens(scope="openid offline_access")
        if value == "authorization_code":
            return
        if value == DEVICE_CODE_GRANT:
            television = Television(self.create_rp(grant_types=[value]).registered, self.browser)
            assert "access_token" in television.poll(television.connect()).get_json()
            return
        if value == TOKEN_EXCHANGE:
            self.use_token_exchange()
            return
        if value == "implicit":
            self.use_response_types_supported("id_token token")
            return
        form = {"refresh_token": {"refresh_token": tokens["refresh_token"]}, "client_credentials": {}}[value]
        assert "access_token" in self.rp.post("/token", {"grant_type": value, **form}).get_json()

    def use_token_exchange(self) -> None:
        policy = {"resource_servers": ["stock"], "exchanges_tokens_of": [self.rp.client_id]}
        exchanger = self.create_rp(grant_types=["authorization_code", TOKEN_EXCHANGE], **policy)
        token = self.rp.obtain_tokens(scope="openid stock")["access_token"]
        form = {"grant_type": TOKEN_EXCHANGE, "subject_token": token, "subject_token_type": ACCESS_TOKEN}
        assert "access_token" in exchanger.post("/token", form).get_json()

    def use_acr_values_supported(self, value: str) -> None:
        browser = self.app.test_client()
        amr = {"urn:einlass:acr:1": ["pwd"], "urn:einlass:acr:2": ["pwd", "otp", "mfa"]}[value]
        sign_in(browser, self.database, self.person, amr=amr, acr=value[-1])
        rp = RelyingParty(self.rp.registered, browser, self.rp.verifier)
        assert rp.read_id_token(rp.obtain_tokens(acr_values=value)["id_token"])["acr"] == value

    def use_prompt_values_supported(self, value: str) -> None:
        answer = self.rp.authorize(prompt=value)
        leads_to = {
            "none": r"https://shop\.example\.test/callback\?code=",
            "login": "/signin/[^/]+$",
            "consent": "/consent/",
            "select_account": "/signin/[^/]+/account$",
            "create": r"/register\?",
        }
        assert answer.status_code == 303
        assert re.match(leads_to[value], answer.location)

    def use_code_challenge_methods_supported(self, value: str) -> None:
        assert "access_token" in self.rp.obtain_tokens(code_challenge_method=value)

    def use_request_object_signing_alg_values_supported(self, value: str) -> None:
        rp = self.create_rp(request_object_signing_alg=value)
        if value.startswith("HS"):
            signer = self.signer(rp, "client_secret_jwt", value)
        else:
            signer = Signer(rp, make_key("ES256" if value == "none" else value))
            change_client(self.database, rp.registered, jwks=key_set(signer.key))
        request_object = signer.request_object()
        if value == "none":
            request_object = unsigned(request_object)
        self.send_object(rp, request_object)

    def send_object(self, rp: RelyingParty, request_object: str) -> None:
        sent = {"client_id": rp.client_id, "request": request_object, "response_type": "code", "scope": "openid"}
        assert "code" in answer_of(self.browser.get("/authorize", query_string=sent))

    def use_request_object_encryption_alg_values_supported(self, value: str) -> None:
        self.send_encrypted_object(algorithm=value)

    def use_request_object_encryption_enc_values_supported(self, value: str) -> None:
        self.send_encrypted_object(method=value)

    def send_encrypted_object(self, algorithm: str = "ECDH-ES", method: str = "A128CBC-HS256") -> None:
        metadata = {"request_object_encryption_alg": algorithm, "request_object_encryption_enc": method}
        rp = self.create_rp(**metadata)
        signer = Signer(rp, make_key())
        change_client(self.database, rp.registered, jwks=key_set(signer.key))
        self.send_object(rp, encrypt_to_provider(self.browser, signer.request_object(), algorithm, method))

    def use_ui_locales_supported(self, value: str) -> None:
        page = self.app.test_client().get(
            "/authorize", query_string=self.rp.request(ui_locales=value), follow_redirects=True
        )
        assert f'lang="{value}"' in page.text

    def use_display_values_supported(self, value: str) -> None:
        assert "code" in answer_of(self.rp.authorize(display=value))

    # Tokens and claims ----------------------------------------------------------------------------------------

    def use_signed_answers(self, field: str, algorithm: str) -> None:
        rp = self.create_rp(**{field: algorithm})
        tokens = rp.obtain_tokens(scope="openid email")
        if field == "id_token_signed_response_alg":
            assert rp.read_signed_answer(tokens["id_token"], algorithm, "JWT")
            return
        if field == "authorization_signed_response_alg":
            signed = answer_of(rp.authorize(response_mode="jwt"))["response"]
        elif field == "userinfo_signed_response_alg":
            signed = rp.userinfo(tokens["access_token"]).text
        else:
            accept = {"Accept": JWT_OF_INTROSPECTION}
            signed = rp.post("/introspect", {"token": "x"}, headers=accept).text
            assert rp.read_signed_answer(signed, algorithm, "token-introspection+jwt")
            return
        assert rp.read_signed_answer(signed, algorithm)["iss"] == ISSUER

    def use_encrypted_answers(self, answer: str, alg: str = "ECDH-ES", enc: str = "A256GCM") -> None:
        parameters = {"use": "enc", "kid": "enc-1"}
        key = RSAKey.generate_key(2048, parameters) if alg[:3] == "RSA" else ECKey.generate_key("P-256", parameters)
        registered = {f"{answer}_encrypted_response_alg": alg, f"{answer}_encrypted_response_enc": enc}
        rp = self.create_rp(jwks=key_set(key), **registered)
        assert jwe.decrypt_compact(answer_of_kind(answer, rp), key, algorithms=[alg, enc]).plaintext

    def use_dpop_signing_alg_values_supported(self, value: str) -> None:
        prover = Prover(make_key(value))
        tokens = self.rp.redeem(self.rp.obtain_code(), headers=prover.prove()).get_json()
        answer = machine(self.browser).get("/userinfo", headers=prover.present(tokens["access_token"]))
        assert (tokens["token_type"], answer.status_code) == ("DPoP", 200)

    def use_subject_types_supported(self, value: str) -> None:
        rp = self.create_rp(subject_type=value)
        sub = rp.read_id_token(rp.obtain_tokens()["id_token"])["sub"]
        assert (sub == self.person.id) is {"public": True, "pairwise": False}[value]

    def use_claim_types_supported(self, value: str) -> None:
        assert {"normal": "sub"}[value] in self.userinfo()

    def use_claims_supported(self, value: str) -> None:
        tokens = self.rp.obtain_tokens(scope=" ".join(sorted(self.metadata["scopes_supported"])))
        told = self.rp.userinfo(tokens["access_token"]).get_json() | self.rp.read_id_token(tokens["id_token"])
        if value == "c_hash":
            rp = self.create_rp(response_types=["code id_token"], grant_types=["authorization_code", "implicit"])
            told = rp.read_id_token(answer_of(rp.authorize(response_type="code id_token"))["id_token"])
        assert told.get(value) is not None

    def userinfo(self) -> dict[str, Any]:
        return dict(self.rp.userinfo(self.rp.obtain_tokens()["access_token"]).get_json())

    # Switches: what is said to be so is so, and what is said not to be is not ------------------------------------

    def use_claims_parameter_supported(self, value: bool) -> None:
        asked = self.rp.obtain_tokens(scope="openid", claims='{"userinfo":{"email":null}}')
        assert ("email" in self.rp.userinfo(asked["access_token"]).get_json()) is value

    def use_request_parameter_supported(self, value: bool) -> None:
        assert value is True
        self.use_request_object_signing_alg_values_supported("ES256")

    def use_request_uri_parameter_supported(self, value: bool) -> None:
        # Fetched in tests/oauth/test_referenced_objects.py; an address within can't be.
        rp = self.create_rp(request_uris=["https://127.0.0.1/object"])
        error = answer_of(rp.authorize(request_uri="https://127.0.0.1/object"))["error"]
        assert (error, value) == ("invalid_request_uri", True)

    def use_require_request_uri_registration(self, value: bool) -> None:
        rp = self.create_rp(request_uris=["https://127.0.0.1/object"])
        refused = [rp.authorize(request_uri=f"https://127.0.0.1/{each}") for each in ("object", "other")]
        told = {answer_of(each)["error_description"] for each in refused}
        assert ("The request_uri is not registered for this client." in told) is value

    def use_require_signed_request_object(self, value: bool) -> None:
        assert ("error" in answer_of(self.rp.authorize())) is value

    def use_require_pushed_authorization_requests(self, value: bool) -> None:
        assert ("error" in answer_of(self.rp.authorize())) is value

    def use_authorization_response_iss_parameter_supported(self, value: bool) -> None:
        assert ("iss" in answer_of(self.rp.authorize())) is value

    def use_tls_client_certificate_bound_access_tokens(self, value: bool) -> None:
        certified = self_signed()
        rp = self.create_rp(tls_client_certificate_bound_access_tokens=True)
        form = {"grant_type": "client_credentials"}
        answer = rp.post("/token", form, headers=certified.header, environ_base=PROXY).get_json()
        assert ("x5t#S256" in rp.introspect(answer["access_token"])["cnf"]) is value

    def use_mtls_endpoint_aliases(self, aliases: dict[str, str]) -> None:
        for name, address in aliases.items():
            assert address.removeprefix(MTLS) == self.metadata[name].removeprefix(ISSUER)
            self.use_endpoint(name.removesuffix("_endpoint"), address)

    def use_backchannel_logout_supported(self, value: bool) -> None:
        assert value is True  # delivered in tests/oauth/backchannel_logout

    use_backchannel_logout_session_supported = use_backchannel_logout_supported

    def use_frontchannel_logout_supported(self, value: bool) -> None:
        browser = self.app.test_client()
        session = sign_in(browser, self.database, self.person)
        registered = self.create_rp(frontchannel_logout_uri="https://shop.example.test/bye").registered
        rp = RelyingParty(registered, browser, self.rp.verifier)
        hint = rp.obtain_tokens()["id_token"]
        page = browser.get("/logout", query_string={"id_token_hint": hint}).text
        assert (f"https://shop.example.test/bye?iss={quote(ISSUER, safe='')}&amp;sid={session.id}" in page) is value

    def use_check_session_iframe(self, address: str) -> None:
        rp = self.create_rp(session_management=True)
        assert answer_of(rp.authorize())["session_state"]
        page = machine(self.browser).get(address.removeprefix(ISSUER))
        assert "frame-ancestors https://shop.example.test" in page.headers["Content-Security-Policy"]

    use_frontchannel_logout_session_supported = use_frontchannel_logout_supported

    # The walk -------------------------------------------------------------------------------------------------

    def walk(self, metadata: dict[str, Any]) -> Iterator[tuple[str, Any, Exception]]:
        """Each value that can't be used, with the error."""
        self.metadata = metadata
        for name, advertised in metadata.items():
            for value in advertised if isinstance(advertised, list) else [advertised]:
                try:
                    self._use(name, value)
                except Exception as error:
                    yield name, value, error

    def _use(self, name: str, value: Any) -> None:
        own = getattr(self, f"use_{name}", None)
        if own is not None:
            own(value)
        elif name.endswith("_endpoint_auth_methods_supported"):
            self.use_auth_methods(name.removesuffix("_endpoint_auth_methods_supported"), value)
        elif name.endswith("_endpoint_auth_signing_alg_values_supported"):
            self.use_auth_signing_algs(name.removesuffix("_endpoint_auth_signing_alg_values_supported"), value)
        elif name.endswith("_endpoint"):
            self.use_endpoint(name.removesuffix("_endpoint"), value)
        elif found := re.fullmatch(r"(\w+)_encryption_(alg|enc)_values_supported", name):
            self.use_encrypted_answers(found[1], **{found[2]: value})
        else:
            kind = name.removesuffix("_signing_alg_values_supported")
            fields = ("id_token", "authorization", "userinfo", "introspection")
            self.use_signed_answers({each: f"{each}_signed_response_alg" for each in fields}[kind], value)


def unsigned(request_object: str) -> str:
    """The same with ``alg`` none, and without a signature."""
    return f"eyJhbGciOiJub25lIn0.{request_object.split('.')[1]}."


@pytest.fixture
def walk(make_app, database, tmp_path):
    authority = Authority()
    certificates = {"header": FIELD, "address": MTLS, "authorities": str(authority.write(tmp_path / "authority.pem"))}
    app = make_app(
        server={"trusted_proxies": ["10.0.0.0/8"]},
        client_certificates=certificates,
        client_registration={"access": "open"},
        sessions={"session_management": True},
        resource_servers={"stock": {"identifier": STOCK, "scopes": {"stock": {}}}},
        portals={"shop": {"products": {"wiki": "Wiki"}, "holds": {"unpaid": {}}}},
        keys={"encryption_algorithms": list(ALGORITHMS)},
    )
    make_missing_keys(database, app)
    return Walk(app, database, authority)


def test_every_value_is_used(walk):
    first, second = (machine(walk.browser).get(path).get_json() for path in WELL_KNOWN)

    assert first == second
    assert list(walk.walk(first)) == []


def test_a_value_or_member_without_a_use_is_told(walk):
    metadata = machine(walk.browser).get(WELL_KNOWN[0]).get_json()
    unknown = {"grant_types_supported": ["made_up"], "made_up_supported": [True], "acr_values_supported": ["made_up"]}
    known = {name: metadata[name] for name in ("issuer", "scopes_supported")}

    assert {name for name, *_ in walk.walk(known | unknown)} == unknown.keys()
