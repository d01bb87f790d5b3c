"""The first page behind an invitation for a person who has no account yet."""

from flask import Blueprint, redirect, request
from werkzeug.wrappers import Response

from idp.infrastructure.database import reading
from idp.infrastructure.one_time_links import LinkProblem, find_link
from idp.infrastructure.one_time_links.opened import remembered_link
from idp.infrastructure.one_time_links.time_limit import link_time_limit
from idp.infrastructure.web.cookie_check import require_cookies
from idp.infrastructure.web.limits import limited_form
from idp.infrastructure.web.pages import use_portal
from idp.infrastructure.web.time_limits import use_time_limit
from idp.invitations.link_page import InvitationPage
from idp.invitations.sending import INVITATION
from idp.registration.answering import answer_page
from idp.registration.invited import find_begun, look_at_invitation
from idp.registration.journey import asked_of_invited
from idp.registration.placing import place_of

invited_registration = Blueprint("invited_registration", __name__, url_prefix="/register")


def can_invitation_go_on() -> bool:
    """Whether this browser has opened the invitation of this address; true of any other address."""
    return request.endpoint != "invited_registration.register" or remembered_link(INVITATION) is not None


@invited_registration.route("/invitation", methods=["GET", "POST"])
@limited_form
def register() -> Response:
    """Nothing is stored before it is filled in. What this browser has begun behind the link is gone on with."""
    token = remembered_link(INVITATION) or ""
    if not token:
        require_cookies()
    with reading() as session:
        link = find_link(session, INVITATION, token)
    if link is None:
        return InvitationPage().explain(LinkProblem.UNKNOWN)
    use_portal(link.portal)
    invited = look_at_invitation(link.id)
    if isinstance(invited, Response):
        return invited
    begun = find_begun(link.id)
    if begun is not None:
        return redirect(place_of(begun), 303)
    use_time_limit(link_time_limit(INVITATION, link))
    return answer_page(asked_of_invited(invited), 1)
