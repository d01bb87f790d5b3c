"""The end of the way: the person belongs to the organization, and goes on to the portal."""

from flask import redirect, url_for
from werkzeug.wrappers import Response

from idp.accounts.creation import NewPerson
from idp.accounts.journey_form import completed_journey
from idp.accounts.new_person_page import NewPersonForm
from idp.accounts.password_policy import rules_met
from idp.accounts.passwords import hash_password
from idp.actors import visitor
from idp.agreements.parts import agreed_texts
from idp.infrastructure.database import current_session
from idp.infrastructure.one_time_links import LinkProblem
from idp.infrastructure.web.application import current_settings
from idp.infrastructure.web.i18n import current_language
from idp.infrastructure.web.pages import portal_key
from idp.interactions.direct_sign_in import begin_with_new_password, interaction_to_go_on_with
from idp.interactions.way_back import current_way_back
from idp.invitations.models import Invitation
from idp.invitations.new_person import accept_as_new_person
from idp.portals.demands import demands_at
from idp.portals.journey import journey_parts_at


def create_account(invitation: Invitation, token: str, form: NewPersonForm) -> Response | LinkProblem:
    """Make what the form asks for, and sign the new account in or lead it to the sign-in, as the portal says.

    The password was typed in this browser, and the account is new (docs/decisions/0061).
    """
    settings = current_settings()
    person = NewPerson(
        email=invitation.email,
        given_name=form.given_name.data or "",
        family_name=form.family_name.data or "",
        language=current_language(),
        # Before the transaction: hashing is slow.
        password_hash=hash_password(form.password.data or "", settings.passwords),
        password_rules_met=rules_met(form.password.data or "", settings),
    )
    journey = completed_journey(form, portal_key())
    agreed = agreed_texts(form, journey_parts_at(portal_key()))
    accepted = accept_as_new_person(current_session(), token, person, visitor(), journey, agreed)
    if isinstance(accepted, LinkProblem):
        return accepted
    if accepted is None:
        return redirect(url_for("invitation.accept"), 303)
    return _sign_in(accepted)


def go_on(invitation: Invitation) -> Response:
    """To the portal, where it has a place; else to the page which says that the invitation was accepted."""
    back = current_way_back()
    return redirect(back.url if back.name else accepted_url(invitation), 303)


def accepted_url(invitation: Invitation) -> str:
    """The page which says that the invitation was accepted, and leads on."""
    return url_for("invitation.accepted", invitation_id=invitation.id)


def _sign_in(invitation: Invitation) -> Response:
    demands = demands_at(current_settings(), invitation.portal)
    next_url, email = accepted_url(invitation), invitation.email
    if not demands.is_invitation_signing_in:
        start = url_for("signin.start", portal=portal_key(), account="other", email=email, next=next_url)
        return redirect(start, 303)
    interaction = interaction_to_go_on_with(
        current_session(), None, identifier=email, lifetime=demands.lifetimes.interaction, return_to=next_url
    )
    return begin_with_new_password(interaction, invitation.account_id or "")
