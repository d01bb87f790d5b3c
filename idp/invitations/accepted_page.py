"""The end of the way: the person belongs to the organization, and goes on to the portal."""

from flask import redirect, url_for
from werkzeug.wrappers import Response

from idp.infrastructure.database import current_session
from idp.infrastructure.web.application import current_settings
from idp.infrastructure.web.pages import portal_key
from idp.interactions.direct_sign_in import begin_with_new_password, interaction_to_go_on_with
from idp.interactions.way_back import current_way_back
from idp.invitations.models import Invitation
from idp.portals.demands import demands_at


def go_on(invitation: Invitation) -> Response:
    """To the portal, where it has a place; else to the page which says that the invitation was accepted."""
    back = current_way_back()
    return redirect(back.url if back.name else accepted_url(invitation), 303)


def accepted_url(invitation: Invitation) -> str:
    """The page which says that the invitation was accepted, and leads on."""
    return url_for("invitation.accepted", invitation_id=invitation.id)


def sign_in_new_person(invitation: Invitation, *, is_password_typed: bool) -> Response:
    """Sign the new account in where its password was typed in this browser just now (docs/decisions/0061), or lead it
    to the sign-in, as the portal says."""
    demands = demands_at(current_settings(), invitation.portal)
    next_url, email = accepted_url(invitation), invitation.email
    if not demands.is_invitation_signing_in or not is_password_typed:
        start = url_for("signin.start", portal=portal_key(), account="other", email=email, next=next_url)
        return redirect(start, 303)
    interaction = interaction_to_go_on_with(
        current_session(), None, identifier=email, lifetime=demands.lifetimes.interaction, return_to=next_url
    )
    return begin_with_new_password(interaction, invitation.account_id or "")
