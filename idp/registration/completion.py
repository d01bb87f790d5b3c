"""From an approved registration to an account."""

from sqlalchemy.orm import Session

from idp.accounts.creation import create_proved_account
from idp.accounts.locks import lock_account
from idp.accounts.models import Account
from idp.accounts.portal_fields.keeping import share_entries
from idp.actors import Actor
from idp.admissions import join_portal
from idp.agreements import AgreedText, record_agreements
from idp.audit import audit
from idp.infrastructure.clock import current_time
from idp.organizations.active.choice import remember_organization
from idp.organizations.creation import NewOrganization, found_organization
from idp.organizations.models import OrganizationKind
from idp.protocol.admission import CompletedJourney
from idp.registration.customer_approval.asking import ask_for_approval
from idp.registration.customer_approval.joining import can_join, hold_customer_organization, join_as_approved
from idp.registration.customer_claims import is_customer_full, take_over
from idp.registration.invited import accept_invitation, new_person_of
from idp.registration.models import Registration
from idp.registration.moving import move
from idp.registration.outlook import Outlook
from idp.registration.renewing import find_renewable, renew_account
from idp.registration.states import RegistrationState
from idp.registration.user_name import UserNameLost, lose_user_name, settle_user_name


def complete(session: Session, registration: Registration, actor: Actor, outlook: Outlook) -> bool:
    """Make the account of what was entered, with its admission, its customer and its organization; of parallel attempts
    one does.

    False where that was done, where the address has got an account meanwhile, which is left alone, and where the
    customer has got all accounts meanwhile or its organization does not take the person any more: then it is decided
    anew. False, too, where an invitation can no longer be answered, and where the user name was taken meanwhile: then
    the person is asked for another one.
    """
    session.flush()
    if registration.invitation_link_id is not None:
        return accept_invitation(session, registration, registration.invitation_link_id, actor, outlook)
    organization = hold_customer_organization(session, registration)
    if is_customer_full(session, registration) or not can_join(registration, organization):
        ask_for_approval(session, registration, actor, outlook)
        return False
    try:
        with session.begin_nested():
            if not move(session, registration, RegistrationState.COMPLETED):
                return False
            account_id = _find_or_make_account(session, registration, actor)
            if account_id is not None:
                settle_user_name(session, registration, account_id, actor, outlook)
    except UserNameLost as lost:
        lose_user_name(session, registration, lost.name)
        return False
    registration.account_id, registration.password_hash = account_id, ""
    if account_id is None:
        registration.state = RegistrationState.SUPERSEDED.value
        return False
    own = actor.at_portal(registration.portal).identified_as(account_id)
    audit(session, own, "registration.completed", subject=account_id)
    # An account that was given or refused access meanwhile keeps what was decided.
    journey = CompletedJourney(registration.journey_version, registration.terms_accepted)
    kept = share_entries(session, account_id, registration.portal, registration.profile)
    join_portal(session, account_id, registration.portal, own, way="registration", journey=journey, profile=kept)
    take_over(session, registration, account_id, own)
    agreed = [AgreedText.from_json(each) for each in registration.agreed_texts]
    record_agreements(session, account_id, registration.portal, agreed, own, way="registration")
    _found_organization(session, registration, account_id, own)
    join_as_approved(session, registration, organization, account_id, own)
    return True


def _found_organization(session: Session, registration: Registration, account_id: str, actor: Actor) -> None:
    """The organization that the form named, for which the account acts at the portal."""
    if registration.organization_kind is None:
        return
    new = NewOrganization(OrganizationKind(registration.organization_kind), registration.organization_name or "")
    made = found_organization(session, session.get_one(Account, account_id), new, actor)
    remember_organization(session, account_id=account_id, portal=registration.portal, organization_id=made.id)


def _find_or_make_account(session: Session, registration: Registration, actor: Actor) -> str | None:
    if registration.is_of_account:
        return _present_account(session, registration)
    return _create_account(session, registration, actor)


def _present_account(session: Session, registration: Registration) -> str | None:
    """The account that asks for access, unless it was deleted or disabled meanwhile. Its address was proved before, or
    by the registration."""
    account = lock_account(session, registration.account_id)
    if account is None or not account.is_active:
        return None
    if account.email == registration.email:
        account.email_verified_at = account.email_verified_at or current_time()
    return account.id


def _create_account(session: Session, registration: Registration, actor: Actor) -> str | None:
    """The id of a new account, or of that which registers again; None where the address has got one meanwhile, which
    is left alone."""
    present = find_renewable(session, registration)
    if present is not None:
        return renew_account(session, present, registration, actor)
    return create_proved_account(session, new_person_of(registration))
