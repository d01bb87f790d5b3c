"""Approving and refusing a registration, by an administrator of the customer's organization; of two at once, one
decides: both hold the organization first, and the registration moves in one statement."""

from typing import Any

from sqlalchemy.orm import Session

from idp.accounts.models import Account
from idp.actors import Actor, ActorKind
from idp.audit import audit
from idp.infrastructure.clock import current_time
from idp.mail.header_text import clean_line
from idp.organizations.authority import hold_organization
from idp.organizations.members.granting import MembershipGrant
from idp.organizations.models import Organization
from idp.organizations.policies.entry import check_address
from idp.organizations.policies.errors import OnlyRepresentativeLetsIn
from idp.registration.customer_approval.approvers import is_person_of, may_decide
from idp.registration.customer_approval.errors import OwnRegistration, RegistrationDecided, WaitingRegistrationNotFound
from idp.registration.customer_claims import allow_one_more
from idp.registration.deciding import approve, refuse
from idp.registration.decision_mails import mail_approval
from idp.registration.journey import outlook_of
from idp.registration.models import Registration
from idp.registration.states import RegistrationState

LONGEST_REASON = 300


def approve_for_organization(
    session: Session, organization_id: str, registration_id: str, grant: MembershipGrant, actor: Actor
) -> Registration:
    """Let the person have the account and, with it, belong to the organization as granted; also one account more than
    the customer was allowed.

    Raises WaitingRegistrationNotFound, RegistrationDecided, OwnRegistration, OnlyRepresentativeLetsIn,
    AddressNotAllowed, and what ``hold_organization`` raises.
    """
    organization, registration = _hold(session, organization_id, registration_id, actor)
    check_address(organization, registration.email)
    allow_one_more(session, registration)
    decision = {"granted": grant.to_json(), "decided_by_id": actor.id}
    if not approve(session, registration, actor, outlook_of(registration), **decision):
        raise RegistrationDecided
    _record(session, actor, "registration.approved", organization, registration, **grant.right.told())
    if registration.state == RegistrationState.COMPLETED:
        mail_approval(session, registration)
    return registration


def refuse_for_organization(
    session: Session, organization_id: str, registration_id: str, reason: str, actor: Actor
) -> Registration:
    """Refuse the person, who is told the reason by mail. Raises as :func:`approve_for_organization` does, but
    AddressNotAllowed."""
    organization, registration = _hold(session, organization_id, registration_id, actor)
    if not refuse(session, registration, clean_line(reason, LONGEST_REASON), actor.id):
        raise RegistrationDecided
    _record(session, actor, "registration.refused", organization, registration)
    return registration


def get_of_organization(session: Session, organization_id: str, registration_id: str) -> Registration:
    """A registration that was given to the organization to decide on, whatever became of it. Raises
    WaitingRegistrationNotFound, for another organization's as for none."""
    registration = session.get(Registration, registration_id, populate_existing=True)
    if registration is None or registration.organization_id != organization_id:
        raise WaitingRegistrationNotFound
    return registration


def is_waiting(registration: Registration) -> bool:
    """Whether it can be decided on."""
    return registration.state == RegistrationState.AWAITING_APPROVAL and registration.expires_at > current_time()


def _hold(
    session: Session, organization_id: str, registration_id: str, actor: Actor
) -> tuple[Organization, Registration]:
    """The organization, held, and the registration, which is not: one that waits is moved by nothing that holds it and
    waits for the organization."""
    organization = hold_organization(session, organization_id, actor)
    registration = get_of_organization(session, organization_id, registration_id)
    if actor.kind is ActorKind.PERSON and not may_decide(organization, registration, actor.id):
        raise OnlyRepresentativeLetsIn
    own = session.get(Account, actor.id) if actor.id else None
    if own is not None and is_person_of(registration, own):
        raise OwnRegistration
    if not is_waiting(registration):
        raise RegistrationDecided
    return organization, registration


def _record(
    session: Session,
    actor: Actor,
    action: str,
    organization: Organization,
    registration: Registration,
    **details: Any,
) -> None:
    at_portal = actor.at_portal(registration.portal)
    audit(session, at_portal, action, subject=registration.id, organization=organization.id, **details)
