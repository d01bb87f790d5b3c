"""What answers say that are signed JWTs. Signing them is left to `oauth`.

None of them has the `typ` of an ID token, by which the two are told apart (RFC 8725 §3.11).
"""

from collections.abc import Mapping
from datetime import datetime, timedelta

INTROSPECTION_TYPE = "token-introspection+jwt"
"""The `typ` of introspection answers (RFC 9701 §5); the others have none."""

AUTHORIZATION_ANSWER_LIFETIME = timedelta(minutes=10)
"""The longest that JARM 2.1 recommends: a form is posted by a button where scripts are off."""


def answer_claims(content: Mapping[str, object], *, issuer: str, client_id: str) -> dict[str, object]:
    """The claims of an answer to a client: `content`, which can never replace issuer and audience."""
    return {**content, "iss": issuer, "aud": client_id}


def authorization_content(parameters: Mapping[str, str], now: datetime) -> dict[str, object]:
    """What an answer to an authorization request says, success or error (JARM 2.1)."""
    return {**parameters, "exp": int((now + AUTHORIZATION_ANSWER_LIFETIME).timestamp())}


def introspection_content(members: Mapping[str, object], now: datetime) -> dict[str, object]:
    """What an introspection says; its members stay apart, so that none of them is a claim of the JWT (RFC 9701 §5)."""
    return {"iat": int(now.timestamp()), "token_introspection": members}
