"""The first page behind an invitation: for a person who has no account yet, or an account that lacks something."""

from flask import Blueprint, redirect, request, url_for
from werkzeug.wrappers import Response

from idp.infrastructure.database import reading
from idp.infrastructure.one_time_links import LinkProblem, find_link
from idp.infrastructure.one_time_links.opened import remembered_link
from idp.infrastructure.one_time_links.time_limit import link_time_limit
from idp.infrastructure.web.cookie_check import require_cookies
from idp.infrastructure.web.limits import limited_form
from idp.infrastructure.web.pages import use_portal
from idp.infrastructure.web.time_limits import use_time_limit
from idp.invitations.invited import Invited, find_invited
from idp.invitations.link_page import InvitationPage
from idp.invitations.sending import INVITATION
from idp.registration.answering import answer_page
from idp.registration.invited import find_begun
from idp.registration.journey import JourneyPages, asked_of_invited, asked_of_invited_account
from idp.registration.placing import place_of
from idp.sessions import current_sign_in

invited_registration = Blueprint("invited_registration", __name__, url_prefix="/register")


def can_invitation_go_on() -> bool:
    """Whether this browser has opened the invitation of this address; true of any other address."""
    return request.endpoint != "invited_registration.register" or remembered_link(INVITATION) is not None


@invited_registration.route("/invitation", methods=["GET", "POST"])
@limited_form
def register() -> Response:
    """Nothing is stored before it is filled in. What this browser has begun behind the link is gone on with.

    The account of the address, where it can be signed in to, is asked for what it lacks at the portal.
    """
    token = remembered_link(INVITATION) or ""
    if not token:
        require_cookies()
    with reading() as session:
        link = find_link(session, INVITATION, token)
    if link is None:
        return InvitationPage().explain(LinkProblem.UNKNOWN)
    use_portal(link.portal)
    invited = find_invited(link.id)
    if isinstance(invited, LinkProblem):
        return InvitationPage().explain(invited)
    is_of_account = not invited.is_for_new_person
    if is_of_account and not _is_signed_in(invited):
        return redirect(url_for(InvitationPage.endpoint), 303)
    begun = find_begun(link.id, is_of_account=is_of_account)
    if begun is not None:
        return redirect(place_of(begun), 303)
    use_time_limit(link_time_limit(INVITATION, link))
    asked = asked_of_invited_account(invited) if is_of_account else asked_of_invited(invited)
    if not JourneyPages.of(asked).pages:
        return redirect(url_for(InvitationPage.endpoint), 303)
    return answer_page(asked, 1)


def _is_signed_in(invited: Invited) -> bool:
    """Whether the account of the address is, in this browser; the page of the invitation says how."""
    own = current_sign_in()
    return own is not None and invited.account is not None and own.account_id == invited.account.id
