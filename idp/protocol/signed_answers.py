"""What answers say that are signed JWTs. Signing them is left to `oauth`.

None of them has a `typ` "JWT", by which ID tokens are told from them (RFC 8725 §3.11).
"""

from collections.abc import Mapping
from datetime import datetime, timedelta

AUTHORIZATION_ANSWER_LIFETIME = timedelta(minutes=10)
"""The longest that JARM 2.1 recommends: a form is posted by a button where scripts are off."""


def authorization_answer_claims(
    parameters: Mapping[str, str], *, issuer: str, client_id: str, now: datetime
) -> dict[str, object]:
    """The claims of an answer to an authorization request, success or error (JARM 2.1).

    `parameters` are those of the answer; they can never replace a claim of the protocol.
    """
    expires_at = now + AUTHORIZATION_ANSWER_LIFETIME
    return {**parameters, "iss": issuer, "aud": client_id, "exp": int(expires_at.timestamp())}
