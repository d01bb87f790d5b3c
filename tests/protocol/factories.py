"""Values the protocol tests start from; each test changes what it is about."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from idp.protocol.authentication_methods import ACR_SINGLE_FACTOR, ACR_VALUES
from idp.protocol.authorization_request import AuthorizationRequest, Supported, parse_authorization_request
from idp.protocol.client import Client
from idp.protocol.client_metadata import WireValue, build_client, complete_metadata
from idp.protocol.pkce import s256
from idp.protocol.prompt import PROMPT_VALUES
from idp.protocol.request_facts import SessionFacts
from idp.protocol.scopes import SCOPES
from idp.protocol.token_exchange import GRANT_TYPE as TOKEN_EXCHANGE

NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
VERIFIER = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
REDIRECT_URI = "https://portal.example/callback"

ALL_RESPONSE_TYPES = ("code", "id_token", "code id_token", "code token", "id_token token", "code id_token token")
SUPPORTED = Supported(
    response_types=("code",),
    response_modes=("query", "fragment", "form_post", "query.jwt", "fragment.jwt", "form_post.jwt", "jwt"),
    grant_types=("authorization_code", "refresh_token", TOKEN_EXCHANGE),
    token_endpoint_auth_methods=("client_secret_basic", "client_secret_post", "client_secret_jwt", "none"),
    client_signing_algorithms=("RS256", "ES256"),
    request_object_algorithms=("RS256", "ES256", "HS256", "none"),
    signing_algorithms=("ES256", "RS256", "PS256", "EdDSA"),
    scopes=tuple(SCOPES),
    resource_servers=("orders",),
    acr_values=ACR_VALUES,
    code_challenge_methods=("S256",),
    prompt_values=PROMPT_VALUES,
    encryption_algorithms=("RSA-OAEP-256", "ECDH-ES"),
    encryption_methods=("A128CBC-HS256", "A256GCM"),
    request_object_encryption_algorithms=("ECDH-ES",),
)
HYBRID = replace(SUPPORTED, response_types=ALL_RESPONSE_TYPES)

METADATA: dict[str, WireValue] = complete_metadata(
    {
        "client_name": "Portal",
        "redirect_uris": [REDIRECT_URI],
        "post_logout_redirect_uris": ["https://portal.example/bye", "https://portal.example/bye?from=idp"],
        "scope": "openid profile email offline_access",
        "consent": "explicit",
    }
)
CLIENT = build_client("portal", METADATA)
HYBRID_METADATA: dict[str, WireValue] = {
    **METADATA,
    "grant_types": ["authorization_code", "implicit"],
    "response_types": list(ALL_RESPONSE_TYPES),
}
HYBRID_CLIENT = build_client("portal", HYBRID_METADATA)


def parameters(**changes: str | None) -> dict[str, str]:
    """A good request; a change to None leaves the parameter out."""
    values: dict[str, str | None] = {
        "client_id": "portal",
        "redirect_uri": REDIRECT_URI,
        "response_type": "code",
        "scope": "openid profile",
        "state": "xyz",
        "code_challenge": s256(VERIFIER),
        "code_challenge_method": "S256",
    }
    return {name: value for name, value in (values | changes).items() if value is not None}


def request(client: Client = CLIENT, **changes: str | None) -> AuthorizationRequest:
    return parse_authorization_request(parameters(**changes), client, SUPPORTED)


def session(age: int = 60, **changes: Any) -> SessionFacts:
    """A session whose person typed credentials `age` seconds ago."""
    facts = SessionFacts(
        subject="acc_ada",
        auth_time=NOW - timedelta(seconds=age),
        sid="ses_1",
        acr=ACR_SINGLE_FACTOR,
        amr=("pwd",),
    )
    return replace(facts, **changes)
