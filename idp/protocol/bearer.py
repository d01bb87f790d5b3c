"""Access tokens in requests to protected resources, and the challenge that answers bad ones (RFC 6750, RFC 9449 7)."""

import re
from dataclasses import dataclass

from idp.protocol.client_keys import ALGORITHMS
from idp.protocol.confirmation import BEARER, DPOP
from idp.protocol.errors import InvalidRequest, MissingToken, OAuthError

_B64TOKEN = re.compile(r"[A-Za-z0-9\-._~+/]+=*")
MAX_TOKEN_LENGTH = 8 * 1024
_SCHEMES = {scheme.lower(): scheme for scheme in (BEARER, DPOP)}


@dataclass(frozen=True, slots=True)
class PresentedToken:
    """An access token and the scheme, ``Bearer`` or ``DPoP``, by which it was sent."""

    value: str
    scheme: str


def parse_bearer(authorization_header: str | None, body_token: str | None, query_token: str | None) -> PresentedToken:
    """The one access token of a request; `body_token` and `query_token` are the `access_token` parameters.

    A token in the query is refused whatever else was sent, since URLs end up in logs and histories (RFC 6750
    §2.3, §5.3; RFC 9700 §4.3.2).

    Raises: MissingToken when there is none, InvalidRequest when it is malformed or in a wrong or second place.
    """
    if query_token is not None:
        raise InvalidRequest("Access tokens in the query are refused; send an Authorization header.")
    if authorization_header is not None and body_token is not None:
        raise InvalidRequest("The access token was sent in more than one place.")
    if authorization_header is not None:
        presented = _presented_in(authorization_header)
    else:
        presented = None if body_token is None else PresentedToken(body_token, BEARER)
    if presented is None:
        raise MissingToken("An access token is needed.")
    if len(presented.value) > MAX_TOKEN_LENGTH or not _B64TOKEN.fullmatch(presented.value):
        raise InvalidRequest("The access token is malformed.")
    return presented


def _presented_in(header: str) -> PresentedToken | None:
    """The token of a header (RFC 6750 §2.1, RFC 9449 §7.1); the scheme's case has no meaning (RFC 9110 §11.1)."""
    sent, _, token = header.strip(" ").partition(" ")
    scheme = _SCHEMES.get(sent.lower())
    return None if scheme is None else PresentedToken(token.strip(" "), scheme)


def challenge(error: OAuthError, scheme: str = BEARER) -> str:
    """The `WWW-Authenticate` value for an error of a request with this scheme (RFC 6750 §3, RFC 9449 §7.1).

    Where no token was sent, nothing but the scheme is said (RFC 6750 §3.1).
    """
    attributes = {} if isinstance(error, MissingToken) else error.to_parameters()
    if scheme == DPOP:
        attributes["algs"] = " ".join(ALGORITHMS)
    return f"{scheme} " + ", ".join(f'{name}="{value}"' for name, value in attributes.items()) if attributes else scheme
