"""A relying party as small as a test needs it: asks, redeems, refreshes, and reads what it was given."""

import base64
import hashlib
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from joserfc import jwt
from joserfc.jwk import KeySet
from werkzeug.test import TestResponse

from tests.factories.clients import REDIRECT_URI, CreatedClient, create_client
from tests.provisioning.databases import Database
from tests.provisioning.pages import PageClient

ALGORITHMS = ["ES256", "RS256", "PS256", "EdDSA", "Ed25519"]
# Everything that a specification lets an authorization request say.
AUTHORIZATION_PARAMETERS = (
    "client_id",
    "redirect_uri",
    "response_type",
    "response_mode",
    "scope",
    "state",
    "nonce",
    "code_challenge",
    "code_challenge_method",
    "prompt",
    "max_age",
    "claims",
    "acr_values",
    "login_hint",
    "id_token_hint",
    "ui_locales",
    "claims_locales",
    "display",
    "resource",
    "organization",
    "domain_hint",
    "organization_kind",
    "organization_name",
    "dpop_jkt",
    "request",
    "request_uri",
)


@dataclass
class RelyingParty:
    """A registered client that talks to the provider through ``browser`` (front channel) and directly (back)."""

    registered: CreatedClient
    browser: PageClient
    verifier: str

    @property
    def client_id(self) -> str:
        return self.registered.client_id

    @property
    def challenge(self) -> str:
        return s256(self.verifier)

    def request(self, **changes: Any) -> dict[str, Any]:
        """The parameters of an authorization request; a change to None leaves the parameter out."""
        parameters = {
            "client_id": self.client_id,
            "redirect_uri": REDIRECT_URI,
            "response_type": "code",
            "scope": "openid",
            "state": "state-1",
            "nonce": "nonce-1",
            "code_challenge": self.challenge,
            "code_challenge_method": "S256",
        }
        return {name: value for name, value in (parameters | changes).items() if value is not None}

    def authorize(self, **changes: Any) -> TestResponse:
        """Send the browser to the authorization endpoint."""
        return self.browser.get(f"/authorize?{urlencode(self.request(**changes))}")

    def push(self, *, headers: Mapping[str, str] | None = None, **changes: Any) -> TestResponse:
        """Push an authorization request; a change to None leaves a parameter out."""
        return self.post("/par", self.request(**changes), headers=headers)

    def push_uri(self, **changes: Any) -> str:
        """The ``request_uri`` of a request that is pushed."""
        answer = self.push(**changes)
        assert answer.status_code == 201, answer.text
        return str(answer.get_json()["request_uri"])

    def open_pushed(self, request_uri: str, **changes: str) -> TestResponse:
        """Send the browser to the authorization endpoint with a pushed request."""
        return self.browser.get(
            "/authorize", query_string={"client_id": self.client_id, "request_uri": request_uri} | changes
        )

    def obtain_code(self, **changes: Any) -> str:
        """The code for a person who is signed in already."""
        return answer_of(self.authorize(**changes))["code"]

    def post(self, path: str, form: Mapping[str, str], **options: Any) -> TestResponse:
        """A back-channel POST with the client's own authentication."""
        return post_as(self.browser, self.registered, path, form, **options)

    def redeem(self, code: str, *, headers: Mapping[str, str] | None = None, **changes: Any) -> TestResponse:
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": REDIRECT_URI,
            "code_verifier": self.verifier,
        }
        sent = {name: value for name, value in (form | changes).items() if value is not None}
        return self.post("/token", sent, headers=headers)

    def refresh(self, refresh_token: str, *, headers: Mapping[str, str] | None = None, **changes: str) -> TestResponse:
        form = {"grant_type": "refresh_token", "refresh_token": refresh_token} | changes
        return self.post("/token", form, headers=headers)

    def obtain_tokens(self, **changes: Any) -> dict[str, Any]:
        """The token answer for a person who is signed in already."""
        answer = self.redeem(self.obtain_code(**changes))
        assert answer.status_code == 200, answer.text
        return answer.get_json()

    def userinfo(self, access_token: str) -> TestResponse:
        return machine(self.browser).get("/userinfo", headers={"Authorization": f"Bearer {access_token}"})

    def introspect(self, token: str) -> dict[str, Any]:
        return self.post("/introspect", {"token": token}).get_json()

    def revoke(self, token: str) -> TestResponse:
        return self.post("/revoke", {"token": token})

    def read_id_token(self, id_token: str) -> dict[str, Any]:
        """The claims, after verifying the signature with the published keys."""
        return dict(jwt.decode(id_token, self._published_keys(), algorithms=ALGORITHMS).claims)

    def read_signed_answer(self, answer: str, algorithm: str, token_type: str | None = None) -> dict[str, Any]:
        """The claims of an answer that is a JWT, after verifying the same; the algorithm alone is accepted."""
        token = jwt.decode(answer, self._published_keys(), algorithms=[algorithm])
        assert token.header.get("typ") == token_type
        return dict(token.claims)

    def _published_keys(self) -> KeySet:
        return KeySet.import_key_set(machine(self.browser).get("/jwks.json").get_json())


def create_relying_party(database: Database, browser: PageClient, **values: Any) -> RelyingParty:
    """A confidential relying party; ``values`` are those of ``create_client``."""
    return RelyingParty(create_client(database, **values), browser, secrets.token_urlsafe(48))


def machine(browser: PageClient) -> PageClient:
    """A client without cookies at the same application: what a relying party's server is."""
    client = browser.application.test_client(use_cookies=False)
    assert isinstance(client, PageClient)
    return client


def post_as(
    browser: PageClient, client: CreatedClient, path: str, form: Mapping[str, str], **options: Any
) -> TestResponse:
    """A POST authenticated as ``client`` by its registered method."""
    method = client.record.values["token_endpoint_auth_method"]
    if method == "client_secret_basic":
        options.setdefault("auth", client.basic)
    elif method == "client_secret_post":
        form = {"client_id": client.client_id, "client_secret": client.secret or "", **form}
    else:
        form = {"client_id": client.client_id, **form}
    return machine(browser).post(path, data=dict(form), **options)


def answer_of(response: TestResponse) -> dict[str, str]:
    """The parameters of an authorization response that was sent by redirect, in the query or the fragment."""
    assert response.status_code == 303, response.text
    parts = urlsplit(response.headers["Location"])
    assert parts.netloc != urlsplit(response.request.url).netloc, f"went to {response.headers['Location']}"
    return dict(parse_qsl(parts.fragment or parts.query, keep_blank_values=True))


def answer_of_kind(answer: str, rp: RelyingParty) -> str:
    """An answer that can be encrypted, as it is sent (`idp.protocol.encryption.ANSWERS`)."""
    if answer == "authorization":
        return answer_of(rp.authorize(response_mode="jwt"))["response"]
    if answer == "introspection":
        return rp.post("/introspect", {"token": "x"}, headers={"Accept": "application/token-introspection+jwt"}).text
    tokens = rp.obtain_tokens()
    return str(tokens["id_token"]) if answer == "id_token" else rp.userinfo(tokens["access_token"]).text


def s256(verifier: str) -> str:
    return base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()
