"""Revoking authorizations: each ends every code and token that came of it, and whom it was given to may be told."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, String, and_, bindparam, literal, or_, type_coerce, update
from sqlalchemy.orm import Session

from idp.infrastructure.database import Prepared, scalar
from idp.oauth.authorizations.columns import T
from idp.oauth.authorizations.models import AuthorizationRecord
from idp.oauth.authorizations.signals import authorizations_ended
from idp.protocol.scopes import OFFLINE_ACCESS

_REVOKE = Prepared(
    update(AuthorizationRecord)
    .where(T.id == bindparam("authorization"), T.revoked_at.is_(None))
    .values(revoked_at=bindparam("now"))
    .returning(T.id),
    scalar,
)

_SCOPE = literal(" ") + type_coerce(T.scope, String) + literal(" ")
# Permissions to act while the person is away survive the session (OpenID Connect Core 11).
_NEEDS_SESSION = or_(T.refresh_hash.is_(None), _SCOPE.not_like(f"% {OFFLINE_ACCESS} %"))


def revoke_authorization(authorization_id: str, now: datetime) -> bool:
    """End one authorization; False when it had ended already."""
    return _REVOKE.first({"authorization": authorization_id, "now": now}) is not None


def revoke_of_account(session: Session, account_id: str, now: datetime, kept_session_id: str | None = None) -> None:
    """End every authorization of an account, as after a change of credentials, but those of a session that stays."""
    others = [T.session_id.is_distinct_from(kept_session_id)] if kept_session_id else []
    _end(session, now, and_(T.account_id == account_id, *others))


def revoke_of_session(session: Session, session_id: str, now: datetime) -> None:
    """End what depends on a sign-in session."""
    _end(session, now, T.session_id == session_id, revoked=_NEEDS_SESSION)


def revoke_everything_of_sessions(session: Session, session_ids: Sequence[str], now: datetime) -> None:
    """End all that ever came of sign-in sessions, permissions to act while the person is away included: for sessions
    that the person has ended from afar, and so may never have trusted."""
    _end(session, now, T.session_id.in_(session_ids))


def revoke_of_clients(session: Session, account_id: str, client_ids: Collection[str], now: datetime) -> None:
    """End all that an account has given these clients."""
    _end(session, now, and_(T.account_id == account_id, T.client_id.in_(client_ids)))


def revoke_of_member(session: Session, account_id: str, organization_id: str, now: datetime) -> None:
    """End all that an account was given for one organization, which it does not belong to any more."""
    _end(session, now, and_(T.account_id == account_id, T.organization_id == organization_id))


def _end(
    session: Session, now: datetime, which: ColumnElement[bool], revoked: ColumnElement[bool] | None = None
) -> None:
    """Revoke the authorizations, or those ``revoked`` among them, and tell of all.

    In this order: receivers see a code that is redeemed meanwhile, and one that is redeemed later is refused.
    """
    conditions = (which,) if revoked is None else (which, revoked)
    session.execute(update(AuthorizationRecord).where(T.revoked_at.is_(None), *conditions).values(revoked_at=now))
    authorizations_ended.send(session=session, which=which)
