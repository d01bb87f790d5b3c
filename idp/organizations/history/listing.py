"""The events of one organization, all of them or those that are asked for."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, or_, select
from sqlalchemy.orm import Session

from idp.accounts.models import Account
from idp.actors import ActorKind
from idp.audit.models import AuditEvent
from idp.infrastructure.database.keyset import Cursor, KeyOrder, KeyPage, read_page

PAGE_SIZE = 25
_NEWEST_FIRST = KeyOrder((AuditEvent.at, AuditEvent.id), AuditEvent.id, is_falling=True)


class EventArea(StrEnum):
    """What an event is about: the first word of its action."""

    ALL = ""
    ORGANIZATION = "organization"
    MEMBERS = "membership"
    INVITATIONS = "invitation"
    REQUESTS = "join_request"


@dataclass(frozen=True, slots=True)
class EventFilter:
    """Which events are asked for. Each word of ``who`` is a part of the name, as the page shows it, of a person whom an
    event is about or who did it; ``since`` is the first moment, ``before`` the first one after the last."""

    who: str = ""
    area: EventArea = EventArea.ALL
    since: datetime | None = None
    before: datetime | None = None


@dataclass(frozen=True, slots=True)
class OrganizationEvent:
    """An event as the organization's administrators may know it: without network address and device of the actor."""

    id: str
    at: datetime
    action: str
    actor_kind: str | None
    actor_id: str | None
    subject: str | None
    portal: str | None
    details: dict[str, Any]


def read_events(
    session: Session, organization_id: str, asked: EventFilter, cursor: Cursor
) -> KeyPage[OrganizationEvent]:
    """A page of the organization's events, newest first. The caller has found that the reader administers it."""
    statement = select(
        AuditEvent.id,
        AuditEvent.at,
        AuditEvent.action,
        AuditEvent.actor_kind,
        AuditEvent.actor_id,
        AuditEvent.subject,
        AuditEvent.portal,
        AuditEvent.details,
    ).where(AuditEvent.organization_id == organization_id, *_conditions(asked))
    return read_page(session, statement, OrganizationEvent, _NEWEST_FIRST, cursor, PAGE_SIZE)


def _conditions(asked: EventFilter) -> Iterator[ColumnElement[bool]]:
    if asked.area is not EventArea.ALL:
        yield AuditEvent.action.startswith(f"{asked.area}.", autoescape=True)
    if asked.since is not None:
        yield AuditEvent.at >= asked.since
    if asked.before is not None:
        yield AuditEvent.at < asked.before
    if words := asked.who.split():
        yield _is_of(words)


def _is_of(words: list[str]) -> ColumnElement[bool]:
    """An account that the page names, or the address of a person without one. Operators are never named."""
    is_actor = and_(Account.id == AuditEvent.actor_id, AuditEvent.actor_kind.is_distinct_from(ActorKind.OPERATOR))
    is_named = (
        or_(
            Account.given_name.icontains(word, autoescape=True),
            Account.family_name.icontains(word, autoescape=True),
            # The address stands in place of a name.
            and_(Account.given_name == "", Account.family_name == "", Account.email.icontains(word, autoescape=True)),
        )
        for word in words
    )
    is_invited = (AuditEvent.subject.icontains(word, autoescape=True) for word in words)
    return or_(
        exists().where(or_(Account.id == AuditEvent.subject, is_actor), *is_named).correlate(AuditEvent),
        and_(AuditEvent.subject.contains("@"), *is_invited),
    )
