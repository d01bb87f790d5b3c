"""The page which says that an invitation was accepted."""

from flask import Blueprint
from werkzeug.wrappers import Response

from idp.accounts.person import current_person
from idp.infrastructure.database import reading
from idp.infrastructure.web.pages import render_page, use_portal
from idp.interactions.way_back import current_way_back
from idp.invitations.errors import InvitationNotFound
from idp.invitations.models import Invitation
from idp.organizations.models import Organization

invitation_answers = Blueprint("invitation", __name__, url_prefix="/invitation")


@invitation_answers.get("/accepted/<invitation_id>")
def accepted(invitation_id: str) -> Response:
    """What the person has now: a membership, or the account itself; and the way on. Raises InvitationNotFound."""
    person = current_person()
    with reading() as session:
        invitation = session.get(Invitation, invitation_id)
        if invitation is None or invitation.account_id != person.account.id:
            raise InvitationNotFound
        of_organization = invitation.organization_id
        name = session.get_one(Organization, of_organization).name if of_organization else None
    use_portal(invitation.portal)
    if name is None:
        return render_page("invitations/activated.html", back=current_way_back())
    return render_page("invitations/accepted.html", organization=name, back=current_way_back())
