"""Looking at registrations, approving and refusing them, and confirming an address by hand."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from idp.accounts.models import Account
from idp.actors import Actor, Permission
from idp.administration.errors import OwnRegistrationDecision, RegistrationNotFound, RegistrationNotOpen
from idp.audit import audit
from idp.infrastructure.clock import current_time
from idp.organizations.members.granting import MembershipGrant
from idp.organizations.models import Organization
from idp.organizations.policies.entry import check_address
from idp.registration.confirmation import confirm
from idp.registration.customer_approval.approvers import is_person_of
from idp.registration.customer_approval.joining import hold_customer_organization
from idp.registration.customer_approval.queue import waits_for_operators
from idp.registration.customer_claims import allow_one_more
from idp.registration.deciding import approve, refuse
from idp.registration.decision_mails import mail_approval
from idp.registration.journey import outlook_of
from idp.registration.models import Registration
from idp.registration.states import OPEN, RegistrationState

LONGEST_REASON = 1000


def find_registrations(
    session: Session,
    state: RegistrationState | None,
    search: str,
    limit: int,
    actor: Actor,
    *,
    is_for_operators: bool = False,
) -> Sequence[Registration]:
    """Those whose address contains ``search``, those that wait the longest first. Without a state, all that may still
    become an account; with ``is_for_operators`` those alone that operators have to decide on. Raises Forbidden."""
    actor.demand(Permission.REGISTRATIONS_READ)
    states = [state] if state else list(OPEN)
    statement = select(Registration).where(
        Registration.state.in_([each.value for each in states]), Registration.expires_at > current_time()
    )
    if is_for_operators:
        statement = statement.where(waits_for_operators())
    if search:
        statement = statement.where(Registration.email.icontains(search, autoescape=True))
    order = (Registration.submitted_at, Registration.created_at, Registration.id)
    return session.scalars(statement.order_by(*order).limit(limit), {"now": current_time()}).all()


def get_registration(session: Session, registration_id: str, actor: Actor) -> Registration:
    """Raises RegistrationNotFound, Forbidden."""
    actor.demand(Permission.REGISTRATIONS_READ)
    registration = session.get(Registration, registration_id)
    if registration is None:
        raise RegistrationNotFound(id=registration_id)
    return registration


def approve_registration(
    session: Session, registration_id: str, actor: Actor, grant: MembershipGrant | None = None
) -> Registration:
    """Let the person have the account, who is told by mail, also one more than the customer was allowed; with ``grant``
    in the customer's organization, where it was asked to decide. Raises RegistrationNotFound, RegistrationNotOpen,
    OwnRegistrationDecision, AddressNotAllowed, Forbidden."""
    actor.demand(Permission.REGISTRATIONS_DECIDE)
    # The organization comes first, as where its administrators decide.
    organization = _hold_organization(session, registration_id)
    registration = _get_held(session, registration_id, RegistrationState.AWAITING_APPROVAL, actor)
    if organization is not None:
        check_address(organization, registration.email)
    allow_one_more(session, registration)
    decision = {
        "organization_id": organization.id if organization else None,
        "granted": (grant or MembershipGrant()).to_json() if organization else None,
    }
    if not approve(session, registration, actor, outlook_of(registration), **decision):
        raise RegistrationNotOpen
    audit(session, actor.at_portal(registration.portal), "registration.approved", subject=registration.id)
    if registration.state == RegistrationState.COMPLETED:
        mail_approval(session, registration)
    return registration


def refuse_registration(session: Session, registration_id: str, reason: str, actor: Actor) -> Registration:
    """Refuse the person, who is told the reason by mail. Raises RegistrationNotFound, RegistrationNotOpen,
    OwnRegistrationDecision, Forbidden."""
    actor.demand(Permission.REGISTRATIONS_DECIDE)
    registration = _get_held(session, registration_id, RegistrationState.AWAITING_APPROVAL, actor)
    if not refuse(session, registration, reason[:LONGEST_REASON]):
        raise RegistrationNotOpen
    audit(session, actor.at_portal(registration.portal), "registration.refused", subject=registration.id)
    return registration


def confirm_address(session: Session, registration_id: str, reason: str, actor: Actor) -> Registration:
    """Vouch for the address where the mail did not arrive; ``reason`` says how it was checked. Raises
    RegistrationNotFound, RegistrationNotOpen, OwnRegistrationDecision, Forbidden."""
    actor.demand(Permission.REGISTRATIONS_DECIDE)
    registration = _get_held(session, registration_id, RegistrationState.SUBMITTED, actor)
    if not confirm(session, registration, actor, outlook_of(registration)):
        raise RegistrationNotOpen
    own = actor.at_portal(registration.portal)
    audit(session, own, "registration.confirmed_by_hand", subject=registration.id, reason=reason)
    return registration


def _hold_organization(session: Session, registration_id: str) -> Organization | None:
    registration = session.get(Registration, registration_id)
    return hold_customer_organization(session, registration) if registration else None


def _get_held(session: Session, registration_id: str, state: RegistrationState, actor: Actor) -> Registration:
    """The registration, held until the transaction ends, where it is in this state and not that of the actor."""
    registration = session.get(Registration, registration_id, with_for_update=True, populate_existing=True)
    if registration is None:
        raise RegistrationNotFound(id=registration_id)
    own = session.get(Account, actor.id) if actor.id else None
    if own is not None and is_person_of(registration, own):
        raise OwnRegistrationDecision
    if registration.state != state:
        raise RegistrationNotOpen
    return registration
