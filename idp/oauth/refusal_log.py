"""The line in the log about a request that an endpoint refuses: one event, whichever endpoint it is.

It says which client it was, what was sent, what is registered, why it was refused and what to do. Values of secrets,
codes, tokens and hints are never repeated, nor what a person typed: of those parameters the names alone.
"""

from collections.abc import Mapping

import structlog

from idp.clients.registry import find_client
from idp.protocol.client import Client
from idp.protocol.client_metadata import CLIENT_FIELDS
from idp.protocol.errors import OAuthError

_log = structlog.get_logger(__name__)
EVENT = "request refused"

_SHOWN = frozenset(
    {
        "redirect_uri",
        "post_logout_redirect_uri",
        "response_type",
        "response_mode",
        "scope",
        "grant_type",
        "code_challenge_method",
        "prompt",
        "max_age",
        "acr_values",
        "resource",
        "token_type_hint",
        "client_assertion_type",
        "Authorization",  # of which only the scheme is given
    }
)
"""Parameters whose values may be repeated."""

_OF_REQUEST = (
    "redirect_uris",
    "response_types",
    "response_modes",
    "require_pushed_authorization_requests",
    "request_object_signing_alg",
    "require_signed_request_object",
    "grant_types",
    "scope",
    "pkce",
)
_COUNTERPARTS = {
    "authorization": _OF_REQUEST,
    "pushed_authorization_request": ("token_endpoint_auth_method", *_OF_REQUEST),
    "device_authorization": ("token_endpoint_auth_method", "grant_types", "scope"),
    "device": ("grant_types", "scope"),
    "token": ("token_endpoint_auth_method", "grant_types", "redirect_uris", "scope"),
    "introspection": ("token_endpoint_auth_method",),
    "revocation": ("token_endpoint_auth_method",),
    "organization_creation": ("token_endpoint_auth_method",),
    "organization_holds": ("token_endpoint_auth_method",),
    "registration": ("redirect_uris", "scope"),
    "userinfo": ("scope",),
    "end_session": ("post_logout_redirect_uris",),
}
"""The fields of the registration that an endpoint compares a request with."""

_LONGEST = 300
# Longer than any identifier that is made here. It may be a secret in the wrong field, of which the beginning must do.
_LONGEST_CLIENT_ID = 40


def log_refusal(endpoint: str, error: OAuthError, client_id: str | None, sent: Mapping[str, str]) -> None:
    """Write the line. ``client_id`` is the one that was named, known or not; ``sent`` are the parameters."""
    client_id = error.client_id or client_id
    client = find_client(client_id)
    _log.info(
        EVENT,
        endpoint=endpoint,
        client_id=client.client_id if client else _shorten(client_id),
        error=error.code,
        description=error.description,
        why=error.detail or error.description,
        sent={name: value[:_LONGEST] if name in _SHOWN else "…" for name, value in sent.items()},
        registered=_registered(endpoint, client) if client else None,
        next_step=error.next_step,
    )


def _registered(endpoint: str, client: Client) -> dict[str, str]:
    fields = (CLIENT_FIELDS[name] for name in _COUNTERPARTS.get(endpoint, ()))
    return {field.name: _text(getattr(client, field.attribute or field.name)) for field in fields}


def _text(value: object) -> str:
    match value:
        case None:
            return "any"
        case frozenset():
            return " ".join(sorted(value))
        case tuple():
            return " ".join(value)
        case _:
            return str(value)


def _shorten(client_id: str | None) -> str | None:
    return client_id if client_id is None or len(client_id) <= _LONGEST_CLIENT_ID else f"{client_id[:8]}…"
