"""Letting a registration wait for an approval, and telling those who decide."""

from datetime import timedelta

from sqlalchemy.orm import Session

from idp.actors import Actor
from idp.audit import audit
from idp.infrastructure.clock import current_time
from idp.organizations.models import Organization
from idp.registration.customer_approval.approvers import (
    find_organization_of_customer,
    find_organization_to_join,
    read_approvers,
)
from idp.registration.customer_approval.mails import mail_operators, mail_request
from idp.registration.models import Registration
from idp.registration.moving import move
from idp.registration.outlook import Outlook
from idp.registration.states import RegistrationState


def ask_for_approval(session: Session, registration: Registration, actor: Actor, outlook: Outlook) -> None:
    """Let it wait for the administrators of the customer, where they decide and there are some, else for operators.

    They decide where the portal says so, and about each account that would become a member. Nothing is done where it
    waits for no approval any more, or does already.
    """
    organization = _find_organization(session, registration, outlook.approved_by)
    approvers = read_approvers(session, organization, registration) if organization else ()
    now = current_time()
    values = {
        "organization_id": organization.id if organization else None,
        "asked_at": now,
        "reminded_at": None,
        "escalated_at": now if organization and not approvers else None,
        "decided_at": None,
        "decided_by_id": None,
        "granted": None,
    }
    if not _wait(session, registration, outlook.approval, **values):
        return
    about = organization.id if organization else None
    audit(session, actor, "registration.awaits_approval", subject=registration.id, organization=about)
    if organization is not None:
        mail_request(session, registration, organization, approvers)
    if not approvers:
        mail_operators(session, registration)


def _find_organization(session: Session, registration: Registration, approved_by: str) -> Organization | None:
    if approved_by == "customer":
        return find_organization_of_customer(session, registration)
    return find_organization_to_join(session, registration, approved_by)


def _wait(session: Session, registration: Registration, approval: timedelta, **values: object) -> bool:
    expires_at = current_time() + approval
    return move(session, registration, RegistrationState.AWAITING_APPROVAL, expires_at=expires_at, **values)
