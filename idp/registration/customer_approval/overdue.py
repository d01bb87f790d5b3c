"""Registrations that wait for long: the administrators are reminded, then operators decide as well, and are warned."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

import structlog
from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import Session

from idp.actors import system_actor
from idp.audit import audit
from idp.infrastructure.clock import current_time
from idp.infrastructure.database import connection, transaction
from idp.infrastructure.web.application import current_settings
from idp.organizations.models import Organization
from idp.registration.customer_approval.approvers import read_approvers
from idp.registration.customer_approval.mails import mail_operators, mail_reminder
from idp.registration.journey import asked_at
from idp.registration.models import Registration
from idp.registration.states import RegistrationState

_AT_ONCE = 100
_log = structlog.get_logger("idp.registration")


@dataclass(frozen=True, slots=True, kw_only=True)
class Patience:
    """How long a registration waits before those who decide are reminded, and before operators decide as well."""

    reminder: timedelta
    escalation: timedelta

    @classmethod
    def at(cls, portal: str) -> "Patience":
        """That of a portal."""
        own = asked_at(portal).settings.registration
        return cls(
            reminder=timedelta(days=own.approval_reminder_days), escalation=timedelta(days=own.approval_escalation_days)
        )


class Overdue(StrEnum):
    """What is to be done about a registration that waits."""

    REMIND = "remind"
    """The administrators are told again."""
    ESCALATE = "escalate"
    """Operators decide as well from now on, and are warned."""
    WARN = "warn"
    """Operators, who decide already, are warned."""


def decide_overdue(registration: Registration, patience: Patience, now: datetime) -> Overdue | None:
    """What is due of a registration that waits for an approval; each is due once."""
    if registration.asked_at is None:
        return None
    age = now - registration.asked_at
    is_of_customer = registration.organization_id is not None and registration.escalated_at is None
    if is_of_customer and age >= patience.escalation:
        return Overdue.ESCALATE
    if registration.reminded_at is None and age >= patience.reminder:
        return Overdue.REMIND if is_of_customer else Overdue.WARN
    return None


def attend_to_overdue() -> None:
    """Periodic task: do what is due, each registration in a transaction of its own. Several workers share the rows."""
    now = current_time()
    for portal in current_settings().portals:
        patience = Patience.at(portal)
        due = select(Registration.id).where(Registration.portal == portal, *_is_due(patience, now))
        for registration_id in connection().scalars(due.order_by(Registration.asked_at).limit(_AT_ONCE)).all():
            with transaction() as session:
                attend_to(session, registration_id, patience, now)


def attend_to(session: Session, registration_id: str, patience: Patience, now: datetime) -> Overdue | None:
    """Do what is due of one registration, which is held, so that another worker finds it done."""
    registration = session.get(Registration, registration_id, with_for_update=True, populate_existing=True)
    if registration is None or registration.state != RegistrationState.AWAITING_APPROVAL:
        return None
    due = decide_overdue(registration, patience, now)
    if due is not None:
        # From now on deputies decide as well, and are told with the others.
        registration.reminded_at = registration.reminded_at or now
    if due is Overdue.REMIND and not _remind(session, registration):
        due = Overdue.ESCALATE
    if due is Overdue.ESCALATE:
        registration.escalated_at = now
        actor = system_actor("registrations that wait", portal=registration.portal)
        organization = registration.organization_id
        audit(session, actor, "registration.escalated", subject=registration.id, organization=organization)
    if due in {Overdue.ESCALATE, Overdue.WARN}:
        mail_operators(session, registration, is_reminder=due is Overdue.WARN)
        _log.warning(
            "registration_waits_for_operators",
            registration=registration.id,
            portal=registration.portal,
            since=registration.asked_at,
        )
    return due


def _remind(session: Session, registration: Registration) -> bool:
    """False where no administrator can decide any more."""
    organization = session.get(Organization, registration.organization_id)
    approvers = read_approvers(session, organization, registration) if organization else ()
    if organization is not None:
        mail_reminder(session, registration, organization, approvers)
    return bool(approvers)


def _is_due(patience: Patience, now: datetime) -> tuple[ColumnElement[bool], ...]:
    reminder = and_(Registration.reminded_at.is_(None), Registration.asked_at <= now - patience.reminder)
    is_of_customer = and_(Registration.organization_id.is_not(None), Registration.escalated_at.is_(None))
    escalation = and_(is_of_customer, Registration.asked_at <= now - patience.escalation)
    is_waiting = Registration.state == RegistrationState.AWAITING_APPROVAL.value
    return (is_waiting, Registration.expires_at > now, or_(reminder, escalation))
