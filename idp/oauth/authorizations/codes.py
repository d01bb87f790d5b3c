"""Redeeming authorization codes (RFC 6749 4.1.3): one statement, which exactly one of parallel attempts wins."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, exists, select, update

from idp.infrastructure.database import connection
from idp.infrastructure.ids import digest
from idp.oauth.authorizations.authorization import Authorization
from idp.oauth.authorizations.columns import COLUMNS, LIVES, Redeemable, T, to_authorization
from idp.oauth.authorizations.models import AuthorizationRecord
from idp.sessions import BrowserSession

CODE = Redeemable(T.code_hash, T.code_expires_at, T.redeemed_at)

# A session that is ended while its browser asks for a code may get one after its other authorizations were revoked.
_SESSION_IS_OPEN = ~exists().where(BrowserSession.id == T.session_id, BrowserSession.ended_at.is_not(None))

_REDEEM = (
    update(AuthorizationRecord)
    .where(
        CODE.is_open(),
        T.client_id == bindparam("client"),
        T.redirect_uri == bindparam("uri"),
        T.code_challenge.is_not_distinct_from(bindparam("challenge")),
        LIVES,
        _SESSION_IS_OPEN,
    )
    .values(
        redeemed_at=bindparam("now"),
        expires_at=bindparam("end"),
        refresh_hash=bindparam("refresh"),
        refresh_expires_at=bindparam("refresh_end"),
    )
    .returning(*COLUMNS)
)

_FIND = select(*COLUMNS, T.redirect_uri, T.code_challenge, T.code_expires_at, T.redeemed_at).where(
    T.code_hash == bindparam("digest")
)


@dataclass(frozen=True, slots=True)
class IssuedCode:
    """A code in whatever state, and what it is bound to."""

    authorization: Authorization
    redirect_uri: str
    code_challenge: str | None
    expires_at: datetime
    redeemed_at: datetime | None


def redeem_code(
    code: str,
    *,
    client_id: str,
    redirect_uri: str,
    challenge: str | None,
    now: datetime,
    expires_at: datetime,
    refresh_hash: str | None,
    refresh_expires_at: datetime | None,
) -> Authorization | None:
    """Put the authorization of a code into effect until ``expires_at``; None unless every condition holds now."""
    row = (
        connection()
        .execute(
            _REDEEM,
            {
                "digest": digest(code),
                "client": client_id,
                "uri": redirect_uri,
                "challenge": challenge,
                "now": now,
                "end": expires_at,
                "refresh": refresh_hash,
                "refresh_end": refresh_expires_at,
            },
        )
        .first()
    )
    return None if row is None else to_authorization(row)


def find_code(code: str) -> IssuedCode | None:
    """A code in whatever state, to say why it can't be redeemed."""
    row = connection().execute(_FIND, {"digest": digest(code)}).first()
    return None if row is None else IssuedCode(to_authorization(row), *row[len(COLUMNS) :])
