"""The registrations that operators have to do something about, page by page."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from idp.actors import Actor, Permission
from idp.infrastructure.database.keyset import Cursor, KeyOrder, KeyPage, read_page
from idp.registration.customer_approval.overdue import Patience
from idp.registration.customer_approval.queue import waits_for_operators
from idp.registration.models import Registration
from idp.registration.states import RegistrationState

PAGE_SIZE = 20


class QueueKind(StrEnum):
    """What registrations wait for."""

    DECISION = "decision"
    """An operator approves or refuses them."""
    ADDRESS = "address"
    """The person confirms the address, or an operator does where the mail did not arrive."""


# A registration of a kind has the time since when it waits, so that it is never NULL there.
_OLDEST_FIRST = {
    QueueKind.DECISION: KeyOrder((Registration.asked_at, Registration.id), Registration.id),
    QueueKind.ADDRESS: KeyOrder((Registration.submitted_at, Registration.id), Registration.id),
}


@dataclass(frozen=True, slots=True)
class QueueFilter:
    """Which registrations are meant: of a kind, at a portal (a key, "" for each), whose address contains ``search``."""

    kind: QueueKind = QueueKind.DECISION
    portal: str = ""
    search: str = ""


@dataclass(frozen=True, slots=True)
class QueuedRegistration:
    """A registration as the list shows it, with the whole days that it has waited.

    ``is_overdue``: it has waited for a decision for as many days as its portal lets pass before a reminder
    (``approval_reminder_days``).
    """

    id: str
    name: str
    email: str
    portal: str
    waits_since: datetime
    days: int
    is_overdue: bool


def read_queue(
    session: Session, asked: QueueFilter, cursor: Cursor, now: datetime, actor: Actor
) -> KeyPage[QueuedRegistration]:
    """A page of those that wait, the oldest first. Raises Forbidden."""
    actor.demand(Permission.REGISTRATIONS_READ)
    statement = _of_kind(asked.kind, now)
    if asked.portal:
        statement = statement.where(Registration.portal == asked.portal)
    if asked.search:
        statement = statement.where(Registration.email.icontains(asked.search, autoescape=True))
    return read_page(session, statement, lambda row: _queued(row, now), _OLDEST_FIRST[asked.kind], cursor, PAGE_SIZE)


def _of_kind(kind: QueueKind, now: datetime) -> Select[Registration]:
    if kind is QueueKind.ADDRESS:
        statement = select(Registration).where(Registration.state == RegistrationState.SUBMITTED.value)
    else:
        statement = select(Registration).where(waits_for_operators()).params(now=now)
    return statement.where(Registration.expires_at > now)


def _queued(registration: Registration, now: datetime) -> QueuedRegistration:
    since = registration.asked_at or registration.submitted_at or registration.created_at
    is_asked = registration.state == RegistrationState.AWAITING_APPROVAL
    return QueuedRegistration(
        id=registration.id,
        name=f"{registration.given_name} {registration.family_name}".strip(),
        email=registration.email,
        portal=registration.portal,
        waits_since=since,
        days=(now - since).days,
        is_overdue=is_asked and now - since >= Patience.at(registration.portal).reminder,
    )
