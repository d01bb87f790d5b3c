"""A registration that answers an invitation: where it is over, and what completes it."""

from flask import redirect, url_for
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from idp.accounts.creation import NewPerson
from idp.actors import Actor
from idp.agreements import AgreedText
from idp.infrastructure.clock import current_time
from idp.infrastructure.database import reading
from idp.infrastructure.one_time_links import LinkProblem
from idp.infrastructure.web.browser_session import browser_hash
from idp.invitations.answering import accept_with_entries
from idp.invitations.invited import find_invited
from idp.invitations.link_page import InvitationPage
from idp.invitations.models import Invitation
from idp.invitations.new_person import JourneyEntries, accept_as_new_person
from idp.protocol.admission import CompletedJourney
from idp.registration.models import Registration
from idp.registration.moving import move
from idp.registration.outlook import Outlook
from idp.registration.states import RegistrationState
from idp.registration.user_name import UserNameLost, lose_user_name, settle_user_name


def find_begun(link_id: str, *, is_of_account: bool = False) -> Registration | None:
    """What this browser has begun behind the link and can go on with, as a new person or as an account that can be
    signed in to. Read outside any transaction."""
    statement = select(Registration).where(
        Registration.invitation_link_id == link_id,
        Registration.browser_hash == browser_hash(),
        Registration.state == RegistrationState.APPROVED.value,
        Registration.is_of_account.is_(is_of_account),
        Registration.expires_at > current_time(),
    )
    with reading() as session:
        return session.scalars(statement.order_by(Registration.created_at.desc()).limit(1)).first()


def end_of_invitation(registration: Registration) -> Response | None:
    """The page that says why the invitation that a registration answers can't be answered so; None as long as it can,
    and of any other registration. Read outside any transaction."""
    if registration.invitation_link_id is None:
        return None
    found = find_invited(registration.invitation_link_id)
    if isinstance(found, LinkProblem):
        return InvitationPage().explain(found)
    # The account of the address can be signed in to by now, or no more: its page says who answers.
    is_as_begun = found.is_for_new_person is not registration.is_of_account
    return None if is_as_begun else redirect(url_for(InvitationPage.endpoint), 303)


def accept_invitation(
    session: Session, registration: Registration, link_id: str, actor: Actor, outlook: Outlook
) -> bool:
    """Make or activate the account of what was entered, with what the invitation offers; of parallel attempts one does.
    An account that can be signed in to gets what was entered for the portal.

    False, with nothing changed, where the invitation can no longer be answered so.
    """
    person = new_person_of(registration)
    entered = JourneyEntries(
        journey=CompletedJourney(registration.journey_version, registration.terms_accepted),
        agreed=[AgreedText.from_json(each) for each in registration.agreed_texts],
        profile=registration.profile,
    )
    try:
        with session.begin_nested():
            accepted: Invitation | LinkProblem | None
            if registration.is_of_account:
                accepted = accept_with_entries(session, link_id, registration.account_id or "", actor, entered)
            else:
                accepted = accept_as_new_person(session, link_id, person, actor, entered)
            if not isinstance(accepted, Invitation) or not move(session, registration, RegistrationState.COMPLETED):
                return False
            settle_user_name(session, registration, accepted.account_id or "", actor, outlook)
    except UserNameLost as lost:
        lose_user_name(session, registration, lost.name)
        return False
    registration.account_id, registration.password_hash = accepted.account_id, ""
    return True


def new_person_of(registration: Registration) -> NewPerson:
    """What was entered of the person."""
    return NewPerson(
        email=registration.email,
        given_name=registration.given_name,
        family_name=registration.family_name,
        language=registration.language,
        password_hash=registration.password_hash,
        password_rules_met=registration.password_rules_met,
    )
