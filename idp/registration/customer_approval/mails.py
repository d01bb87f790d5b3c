"""The mails to the administrators and operators who decide about a registration."""

from collections.abc import Sequence

from sqlalchemy.orm import Session

from idp.accounts.models import Account
from idp.accounts.notices import notify
from idp.actors import Actor, system_actor
from idp.customers.lookup import numbers_of
from idp.customers.models import CustomerRecord
from idp.infrastructure.web.application import current_settings
from idp.infrastructure.web.hosts import external_url
from idp.mail import enqueue
from idp.mail.header_text import clean_foreign_name, clean_line
from idp.organizations.models import Organization
from idp.registration.customer_approval.messages import (
    RegistrationForOperators,
    RegistrationStillWaits,
    RegistrationToApprove,
)
from idp.registration.models import Registration


def mail_request(
    session: Session, registration: Registration, organization: Organization, approvers: Sequence[Account]
) -> None:
    """Tell each of them who asks, and where to decide."""
    customer = say_customer(session, registration)
    for approver in approvers:
        message = RegistrationToApprove(
            organization=clean_foreign_name(organization.name),
            applicant=clean_foreign_name(f"{registration.given_name} {registration.family_name}"),
            requested_by=registration.email,
            customer=customer,
            asked_at=registration.asked_at or registration.created_at,
            valid_until=registration.expires_at,
            approval_link=_link(registration),
            name=approver.name,
        )
        notify(session, approver, message, _actor(registration))


def mail_reminder(
    session: Session, registration: Registration, organization: Organization, approvers: Sequence[Account]
) -> None:
    """Tell each of them again, without naming who asks or who has not decided."""
    for approver in approvers:
        message = RegistrationStillWaits(
            organization=clean_foreign_name(organization.name),
            asked_at=registration.asked_at or registration.created_at,
            valid_until=registration.expires_at,
            approval_link=_link(registration),
            name=approver.name,
        )
        notify(session, approver, message, _actor(registration))


def mail_operators(session: Session, registration: Registration, *, is_reminder: bool = False) -> None:
    """Tell the operators that they have to decide; nothing without an address of theirs in the settings."""
    address = current_settings().operators.email
    if address is None:
        return
    message = RegistrationForOperators(
        asked_at=registration.asked_at or registration.created_at,
        valid_until=registration.expires_at,
        approval_link=external_url("operator_registrations.show", registration_id=registration.id),
        is_reminder=is_reminder,
    )
    enqueue(session, message, recipient=address, portal=registration.portal, language=None)


def say_customer(session: Session, registration: Registration) -> str:
    """The name and number of the customer, as the operator's system writes them."""
    record = session.get(CustomerRecord, registration.customer_id) if registration.customer_id else None
    if record is None:
        return ""
    numbers = numbers_of(session, [record.id])[record.id]
    return clean_line(", ".join(part for part in (record.name, numbers[0].number if numbers else "") if part))


def _link(registration: Registration) -> str:
    ids = {"organization_id": registration.organization_id, "registration_id": registration.id}
    return external_url("registration_approvals.show", **ids)


def _actor(registration: Registration) -> Actor:
    """The applicant's language says nothing about the readers."""
    return system_actor("registration approval", portal=registration.portal)
