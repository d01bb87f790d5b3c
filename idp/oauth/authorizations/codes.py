"""Redeeming authorization codes (RFC 6749 4.1.3): one statement, which exactly one of parallel attempts wins."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, exists, or_, select, update

from idp.infrastructure.database import Prepared
from idp.infrastructure.ids import digest
from idp.oauth.authorizations.authorization import Authorization
from idp.oauth.authorizations.columns import COLUMNS, LIVES, Redeemable, T, to_authorization
from idp.oauth.authorizations.models import AuthorizationRecord
from idp.sessions import SsoSession

CODE = Redeemable(T.code_hash, T.code_expires_at, T.redeemed_at)

# A session that is ended while its browser asks for a code may get one after its other authorizations were revoked.
_SESSION_IS_OPEN = ~exists().where(SsoSession.id == T.session_id, SsoSession.ended_at.is_not(None))


@dataclass(frozen=True, slots=True)
class IssuedCode:
    """A code in whatever state, and what it is bound to."""

    authorization: Authorization
    redirect_uri: str | None
    code_challenge: str | None
    jkt: str | None
    expires_at: datetime
    redeemed_at: datetime | None


def _to_issued_code(row: Sequence[Any]) -> IssuedCode:
    return IssuedCode(to_authorization(row), *row[len(COLUMNS) :])


_REDEEM = Prepared(
    update(AuthorizationRecord)
    .where(
        CODE.is_open(),
        T.client_id == bindparam("client"),
        T.redirect_uri.is_not_distinct_from(bindparam("uri")),
        T.code_challenge.is_not_distinct_from(bindparam("challenge")),
        or_(T.code_jkt.is_(None), T.code_jkt == bindparam("jkt")),
        LIVES,
        _SESSION_IS_OPEN,
    )
    .values(
        redeemed_at=bindparam("now"),
        expires_at=bindparam("end"),
        refresh_hash=bindparam("refresh"),
        refresh_binding=bindparam("refresh_binding"),
        refresh_expires_at=bindparam("refresh_end"),
    )
    .returning(*COLUMNS),
    to_authorization,
)

_FIND = Prepared(
    select(*COLUMNS, T.redirect_uri, T.code_challenge, T.code_jkt, T.code_expires_at, T.redeemed_at).where(
        T.code_hash == bindparam("digest")
    ),
    _to_issued_code,
)


def redeem_code(
    code: str,
    *,
    client_id: str,
    redirect_uri: str | None,
    challenge: str | None,
    jkt: str | None,
    now: datetime,
    expires_at: datetime,
    refresh_hash: str | None,
    refresh_binding: str | None,
    refresh_expires_at: datetime | None,
) -> Authorization | None:
    """Put the authorization of a code into effect until ``expires_at``; None unless every condition holds now.

    ``redirect_uri`` is None for the code of a device, ``jkt`` the key that the request has proved, ``refresh_binding``
    what each refresh has to prove.
    """
    return _REDEEM.first(
        {
            "digest": digest(code),
            "client": client_id,
            "uri": redirect_uri,
            "challenge": challenge,
            "jkt": jkt,
            "now": now,
            "end": expires_at,
            "refresh": refresh_hash,
            "refresh_binding": refresh_binding,
            "refresh_end": refresh_expires_at,
            "organization": None,
        }
    )


def find_code(code: str) -> IssuedCode | None:
    """A code in whatever state, to say why it can't be redeemed."""
    return _FIND.first({"digest": digest(code)})
