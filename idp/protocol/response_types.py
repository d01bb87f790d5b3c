"""Response types: what a client may ask the authorization endpoint for, and the grant types that this takes.

`code` is for every client. The others bring tokens through the browser, or nothing at all; they are for clients that
are registered for them.
"""

from collections.abc import Iterable

ResponseType = frozenset[str]
"""A response type as a set, because the order of its words has no meaning (RFC 6749 §3.1.1)."""

RESPONSE_TYPES = (
    *("code", "id_token", "id_token token"),
    *("code id_token", "code token", "code id_token token"),
    "none",
)
"""Multiple Response Types §3 to §5, in the order of discovery. `token` is not among them (RFC 9700 §2.1.2)."""

CODE: ResponseType = frozenset({"code"})
NONE: ResponseType = frozenset({"none"})
FRONT_CHANNEL = frozenset({"token", "id_token"})
"""The words that bring a token through the browser."""

IMPLICIT = "implicit"
"""The grant type of tokens that come through the browser. The token endpoint does not know it (Registration 1.0 §2)."""

_GRANT_OF = {"code": "authorization_code", "token": IMPLICIT, "id_token": IMPLICIT}


def response_type_of(text: str) -> ResponseType:
    """`"code id_token"` as a set of words."""
    return frozenset(text.split())


def grants_of(response_types: Iterable[str]) -> list[str]:
    """The grant types that a client needs for its response types (Registration 1.0 §2, RFC 7591 §2.1)."""
    words = {word for each in response_types for word in response_type_of(each)}
    return list(dict.fromkeys(grant for word, grant in _GRANT_OF.items() if word in words))
