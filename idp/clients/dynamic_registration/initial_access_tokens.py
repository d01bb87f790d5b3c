"""Giving out initial access tokens, taking them back, and using them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, select, update
from sqlalchemy.orm import Session

from idp.actors import Actor, Permission
from idp.audit import audit
from idp.clients.dynamic_registration.models import InitialAccessToken
from idp.infrastructure.clock import current_time
from idp.infrastructure.errors import DomainError
from idp.infrastructure.ids import digest, new_token
from idp.infrastructure.web.i18n import lazy_gettext


class InitialAccessTokenNotFound(DomainError):
    """No initial access token has this id."""

    status = 404
    code = "token_not_found"
    title = lazy_gettext("This is not possible")
    message = lazy_gettext("There is no initial access token %(token_id)s.")


@dataclass(frozen=True)
class IssuedToken:
    """An initial access token as it was stored, and the token itself: the only time that anybody sees it."""

    record: InitialAccessToken
    token: str


def issue_initial_access_token(
    session: Session, actor: Actor, *, uses: int, lifetime: timedelta, note: str = ""
) -> IssuedToken:
    """Make a token for as many registrations as ``uses``. Raises Forbidden."""
    actor.demand(Permission.CLIENTS_MANAGE)
    token, now = new_token(), current_time()
    record = InitialAccessToken(
        token_hash=digest(token), note=note, uses_allowed=uses, created_at=now, expires_at=now + lifetime
    )
    session.add(record)
    session.flush()
    audit(session, actor, "initial_access_token.issued", subject=record.id, uses=uses, note=note)
    return IssuedToken(record, token)


def list_initial_access_tokens(session: Session, actor: Actor) -> Sequence[InitialAccessToken]:
    """All that there are, the newest first. Raises Forbidden."""
    actor.demand(Permission.CLIENTS_READ)
    latest_first = InitialAccessToken.created_at.desc(), InitialAccessToken.id
    return session.scalars(select(InitialAccessToken).order_by(*latest_first)).all()


def revoke_initial_access_token(session: Session, actor: Actor, token_id: str) -> InitialAccessToken:
    """Let nothing more be registered with it; what was registered stays.

    Raises InitialAccessTokenNotFound, Forbidden.
    """
    actor.demand(Permission.CLIENTS_MANAGE)
    record = session.get(InitialAccessToken, token_id)
    if record is None:
        raise InitialAccessTokenNotFound(token_id=token_id)
    if record.revoked_at is None:
        record.revoked_at = current_time()
        audit(session, actor, "initial_access_token.revoked", subject=record.id)
    return record


def consume_initial_access_token(session: Session, token: str, now: datetime) -> str | None:
    """Count one use, in the transaction of the registration; returns the id of the token.

    None for a token that is unknown, revoked, expired or used up; of any number of parallel uses, no more than its
    number succeed.
    """
    row = InitialAccessToken
    counted = update(row).where(*_usable(token, now)).values(uses=row.uses + 1)
    return session.scalar(counted.returning(row.id))


def is_usable(session: Session, token: str, now: datetime) -> bool:
    """Whether a use of the token would be counted now, for what is slow and must come before that."""
    return session.scalar(select(InitialAccessToken.id).where(*_usable(token, now))) is not None


def _usable(token: str, now: datetime) -> tuple[ColumnElement[bool], ...]:
    row = InitialAccessToken
    return row.token_hash == digest(token), row.revoked_at.is_(None), row.expires_at > now, row.uses < row.uses_allowed
