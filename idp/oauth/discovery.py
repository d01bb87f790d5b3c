"""Discovery (OpenID Connect Discovery 1.0, RFC 8414), derived from the registries: nothing is listed by hand twice."""

from typing import Any

from idp.infrastructure.web.hosts import external_url
from idp.oauth.endpoints import ENDPOINTS
from idp.oauth.session_management.page import PATH as CHECK_SESSION_PATH
from idp.oauth.supported import SUPPORTED, supported_by, supported_claims
from idp.protocol.client_keys import ALGORITHMS
from idp.protocol.client_metadata import discovery_members
from idp.protocol.subjects import SUBJECT_TYPES
from idp.settings import Settings

JWKS_PATH = "/jwks.json"
DISCOVERY_PATHS = ("/.well-known/openid-configuration", "/.well-known/oauth-authorization-server")

_PROTOCOL_CLAIMS = (
    "iss",
    "aud",
    "azp",
    "exp",
    "iat",
    "auth_time",
    "nonce",
    "acr",
    "amr",
    "sid",
    "session_expiry",
    "at_hash",
    "c_hash",
)


def discovery_document(settings: Settings) -> dict[str, Any]:
    """The provider's metadata, the same under both well-known names. Needs an application context."""
    return {
        "issuer": settings.issuer,
        "authorization_endpoint": external_url("oauth.authorize"),
        "jwks_uri": f"{settings.issuer}{JWKS_PATH}",
        **_endpoint_members(settings),
        **_certificate_members(settings),
        "end_session_endpoint": external_url("oauth.logout"),
        "backchannel_logout_supported": True,
        "backchannel_logout_session_supported": True,
        "frontchannel_logout_supported": True,
        "frontchannel_logout_session_supported": True,
        **_session_members(settings),
        **discovery_members(supported_by(settings)),
        "prompt_values_supported": list(SUPPORTED.prompt_values),
        "code_challenge_methods_supported": list(SUPPORTED.code_challenge_methods),
        "dpop_signing_alg_values_supported": list(ALGORITHMS),
        "subject_types_supported": list(SUBJECT_TYPES),
        "claim_types_supported": ["normal"],
        "claims_supported": [*supported_claims(settings), *_PROTOCOL_CLAIMS],
        "claims_parameter_supported": True,
        "request_parameter_supported": True,
        "require_signed_request_object": False,
        "request_uri_parameter_supported": True,
        "require_request_uri_registration": True,
        **_resource_servers(settings),
        "authorization_response_iss_parameter_supported": True,
        "ui_locales_supported": ["de", "en"],
        "display_values_supported": ["page", "popup", "touch"],
    }


def _session_members(settings: Settings) -> dict[str, Any]:
    """Session Management 1.0 3.3."""
    if not settings.sessions.session_management:
        return {}
    return {"check_session_iframe": f"{settings.issuer}{CHECK_SESSION_PATH}"}


def _endpoint_members(settings: Settings) -> dict[str, Any]:
    """Address and client authentication of each machine endpoint (RFC 8414 2)."""
    members: dict[str, Any] = {}
    for endpoint in ENDPOINTS.values():
        members.update(endpoint.discovery_members(f"{settings.issuer}{endpoint.PATH}"))
    return members


def _resource_servers(settings: Settings) -> dict[str, Any]:
    """The resource servers that take its access tokens (RFC 9728 4)."""
    identifiers = [server.identifier for server in settings.resource_servers.values()]
    return {"protected_resources": identifiers} if identifiers else {}


def _certificate_members(settings: Settings) -> dict[str, Any]:
    """Whether tokens can be bound to certificates, and where these are asked for (RFC 8705 3.3, 5)."""
    certificates = settings.client_certificates
    if certificates.header is None:
        return {}
    members: dict[str, Any] = {"tls_client_certificate_bound_access_tokens": True}
    if certificates.address is not None:
        served = _endpoint_members(settings)
        aliases = {f"{each.NAME}_endpoint": f"{certificates.address}{each.PATH}" for each in ENDPOINTS.values()}
        members["mtls_endpoint_aliases"] = {name: alias for name, alias in aliases.items() if name in served}
    return members
