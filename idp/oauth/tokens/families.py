"""The statements on ``token_families``. Each is one atomic step; nothing here reads first and writes later.

They are built once, run on the thread's held autocommit connection, and carry every condition that must hold at the
very moment: so a family that was revoked, or an account or a client that was disabled, is refused at once, whatever a
worker still remembers of it.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, and_, bindparam, exists, insert, or_, select, true, update
from sqlalchemy.orm import Session

from idp.accounts.models import Account
from idp.clients.models import ClientRecord
from idp.infrastructure.database import connection
from idp.infrastructure.ids import digest, new_id, new_token
from idp.oauth.models import TokenFamily
from idp.protocol.scopes import OFFLINE_ACCESS
from idp.sessions import BrowserSession

_T = TokenFamily.__table__.c

_LIVES = and_(
    _T.revoked_at.is_(None),
    exists().where(Account.id == _T.account_id, Account.disabled_at.is_(None)),
    exists().where(ClientRecord.client_id == _T.client_id, ClientRecord.disabled_at.is_(None)),
)

# A browser that is thrown out while it asks for a code may get one after its other permissions have ended.
_IS_NOT_THROWN_OUT = ~exists().where(BrowserSession.id == _T.session_id, BrowserSession.ended_at.is_not(None))

# What an answer of the token endpoint says of its family.
_ANSWERED = (
    _T.id,
    _T.account_id,
    _T.session_id,
    _T.scope,
    _T.claims_request,
    _T.nonce,
    _T.authenticated_at,
    _T.amr,
    _T.acr,
    _T.refreshed_at,
)

_INSERT = insert(TokenFamily)

_REDEEM = (
    update(TokenFamily)
    .where(
        _T.code_hash == bindparam("code"),
        _T.client_id == bindparam("client"),
        _T.redirect_uri == bindparam("uri"),
        _T.code_challenge.is_not_distinct_from(bindparam("challenge")),
        _T.redeemed_at.is_(None),
        _T.code_expires_at > bindparam("now"),
        _LIVES,
        _IS_NOT_THROWN_OUT,
    )
    .values(
        redeemed_at=bindparam("now"),
        expires_at=bindparam("end"),
        refresh_hash=bindparam("refresh"),
        refresh_expires_at=bindparam("refresh_end"),
    )
    .returning(*_ANSWERED)
)

_REFRESH = (
    update(TokenFamily)
    .where(
        _T.id == bindparam("family"),
        _T.client_id == bindparam("client"),
        _T.refresh_hash == bindparam("presented"),
        _T.refresh_expires_at > bindparam("now"),
        _T.expires_at > bindparam("now"),
        _LIVES,
    )
    .values(
        refresh_hash=bindparam("successor"),
        refresh_count=_T.refresh_count + 1,
        refreshed_at=bindparam("now"),
        refresh_expires_at=bindparam("refresh_end"),
    )
    .returning(*_ANSWERED)
)

_BY_CODE = select(TokenFamily.__table__).where(_T.code_hash == bindparam("code"))
_BY_ID = select(TokenFamily.__table__, _LIVES.label("lives")).where(_T.id == bindparam("family"))

# What userinfo and introspection need to know of a token, and whom it speaks of, in one statement.
_BEARER = (
    select(
        _T.client_id,
        _T.account_id,
        _T.scope,
        _T.claims_request,
        _T.refresh_hash,
        _T.refresh_expires_at,
        _T.created_at.label("authorized_at"),
        Account.email,
        Account.email_verified_at,
        Account.username,
        Account.given_name,
        Account.family_name,
        Account.language,
        Account.claims,
        Account.updated_at,
    )
    .join(Account.__table__, Account.__table__.c.id == _T.account_id)
    .join(ClientRecord.__table__, ClientRecord.client_id == _T.client_id)
    .where(
        _T.id == bindparam("family"),
        _T.redeemed_at.is_not(None),
        _T.revoked_at.is_(None),
        Account.disabled_at.is_(None),
        ClientRecord.disabled_at.is_(None),
    )
)

_REVOKE = (
    update(TokenFamily)
    .where(_T.id == bindparam("family"), _T.revoked_at.is_(None))
    .values(revoked_at=bindparam("now"))
    .returning(_T.id)
)


def add_family(values: dict[str, Any], now: datetime, code_expires_at: datetime, session: Session | None = None) -> str:
    """Insert the family of a fresh authorization and return its code.

    ``session`` is the request's transaction where it has written already (the interaction it completes); without one
    the insert is a transaction of its own.
    """
    code = new_token()
    (session.connection() if session else connection()).execute(
        _INSERT,
        {
            **values,
            "id": new_id("fam"),
            "code_hash": digest(code),
            "code_expires_at": code_expires_at,
            "created_at": now,
            "expires_at": code_expires_at,
            "refresh_count": 0,
        },
    )
    return code


def claim_code(
    *,
    code: str,
    client_id: str,
    redirect_uri: str,
    challenge: str | None,
    refresh_hash: str | None,
    now: datetime,
    ends_at: datetime,
    refresh_expires_at: datetime,
) -> Row[Any] | None:
    """Redeem a code: of any number of parallel attempts, exactly one gets the family."""
    return (
        connection()
        .execute(
            _REDEEM,
            {
                "code": digest(code),
                "client": client_id,
                "uri": redirect_uri,
                "challenge": challenge,
                "now": now,
                "end": ends_at,
                "refresh": refresh_hash,
                "refresh_end": refresh_expires_at if refresh_hash else None,
            },
        )
        .first()
    )


def claim_refresh(
    *, family_id: str, client_id: str, presented: str, successor: str, now: datetime, refresh_expires_at: datetime
) -> Row[Any] | None:
    """Put ``successor`` in the place of ``presented`` (hashes): exactly one of parallel attempts does."""
    return (
        connection()
        .execute(
            _REFRESH,
            {
                "family": family_id,
                "client": client_id,
                "presented": presented,
                "successor": successor,
                "now": now,
                "refresh_end": refresh_expires_at,
            },
        )
        .first()
    )


def find_by_code(code: str) -> Row[Any] | None:
    """The family of a code in whatever state, to say why it can't be redeemed."""
    return connection().execute(_BY_CODE, {"code": digest(code)}).first()


def find_by_id(family_id: str) -> Row[Any] | None:
    """A family in whatever state; ``lives`` says whether it, its account and its client still stand."""
    return connection().execute(_BY_ID, {"family": family_id}).first()


def find_bearer(family_id: str) -> Row[Any] | None:
    """The person and the permission behind an access token; None once anything about it was ended."""
    return connection().execute(_BEARER, {"family": family_id}).first()


def revoke_family(family_id: str, now: datetime) -> bool:
    """End everything that came of one authorization; False when it had ended already."""
    return connection().execute(_REVOKE, {"family": family_id, "now": now}).first() is not None


def revoke_families_of_account(
    session: Session, account_id: str, now: datetime, kept_session_id: str | None = None
) -> None:
    """End every authorization of a person, as after a change of credentials, but for those of a session that stays."""
    session.execute(
        update(TokenFamily)
        .where(
            TokenFamily.account_id == account_id,
            TokenFamily.revoked_at.is_(None),
            TokenFamily.session_id.is_distinct_from(kept_session_id) if kept_session_id else true(),
        )
        .values(revoked_at=now)
    )


def revoke_families_of_session(session: Session, session_id: str, now: datetime) -> None:
    """End what hung on a browser session; permissions to act while the person is away stay (Core 11)."""
    padded = " " + TokenFamily.scope + " "
    session.execute(
        update(TokenFamily)
        .where(
            TokenFamily.session_id == session_id,
            TokenFamily.revoked_at.is_(None),
            or_(TokenFamily.refresh_hash.is_(None), padded.not_like(f"% {OFFLINE_ACCESS} %")),
        )
        .values(revoked_at=now)
    )


def revoke_everything_of_sessions(session: Session, session_ids: Sequence[str], now: datetime) -> None:
    """End all that ever came of browser sessions, permissions to act while the person is away included: for sessions
    that the person has ended from afar, and so may never have trusted."""
    session.execute(
        update(TokenFamily)
        .where(TokenFamily.session_id.in_(session_ids), TokenFamily.revoked_at.is_(None))
        .values(revoked_at=now)
    )


def revoke_families_of_client(session: Session, account_id: str, client_id: str, now: datetime) -> None:
    """End all that a person has given one application."""
    session.execute(
        update(TokenFamily)
        .where(
            TokenFamily.account_id == account_id,
            TokenFamily.client_id == client_id,
            TokenFamily.revoked_at.is_(None),
        )
        .values(revoked_at=now)
    )
