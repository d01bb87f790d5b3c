"""Bearer tokens in requests to protected resources, and the challenge that answers bad ones (RFC 6750)."""

import re

from idp.protocol.errors import InvalidRequest, MissingToken, OAuthError

_B64TOKEN = re.compile(r"[A-Za-z0-9\-._~+/]+=*")
MAX_TOKEN_LENGTH = 8 * 1024


def parse_bearer(authorization_header: str | None, body_token: str | None, query_token: str | None) -> str:
    """The one access token of a request; `body_token` and `query_token` are the `access_token` parameters.

    A token in the query is refused whatever else was sent, since URLs end up in logs and histories (RFC 6750
    §2.3, §5.3; RFC 9700 §4.3.2).

    Raises: MissingToken when there is none, InvalidRequest when it is malformed or in a wrong or second place.
    """
    if query_token is not None:
        raise InvalidRequest("Access tokens in the query are refused; send an Authorization header.")
    if authorization_header is not None and body_token is not None:
        raise InvalidRequest("The access token was sent in more than one place.")
    token = body_token if authorization_header is None else _token_of_header(authorization_header)
    if token is None:
        raise MissingToken("An access token is needed.")
    if len(token) > MAX_TOKEN_LENGTH or not _B64TOKEN.fullmatch(token):
        raise InvalidRequest("The access token is malformed.")
    return token


def _token_of_header(header: str) -> str | None:
    """The credentials of a Bearer header (§2.1); the scheme's case has no meaning (RFC 9110 §11.1)."""
    scheme, _, token = header.strip(" ").partition(" ")
    return token.strip(" ") if scheme.lower() == "bearer" else None


def challenge(error: OAuthError, scope: str | None = None) -> str:
    """The `WWW-Authenticate` value for an error; `scope` names what would have sufficed (RFC 6750 §3).

    Where no token was sent, nothing but the scheme is said (§3.1).
    """
    if isinstance(error, MissingToken):
        return "Bearer"
    attributes = error.to_parameters()
    if scope is not None:
        attributes["scope"] = scope
    return "Bearer " + ", ".join(f'{name}="{value}"' for name, value in attributes.items())
