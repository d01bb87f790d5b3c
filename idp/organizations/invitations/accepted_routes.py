"""The page which says that an invitation was accepted."""

from flask import Blueprint
from werkzeug.wrappers import Response

from idp.accounts.person import current_person
from idp.infrastructure.database import reading
from idp.infrastructure.web.pages import render_page, use_portal
from idp.interactions.way_back import current_way_back
from idp.organizations.invitations.errors import InvitationNotFound
from idp.organizations.invitations.models import OrganizationInvitation
from idp.organizations.models import Organization

organization_invitation = Blueprint("organization_invitation", __name__, url_prefix="/invitation")


@organization_invitation.get("/accepted/<invitation_id>")
def accepted(invitation_id: str) -> Response:
    """To which organization the person belongs now, and the way on to the portal. Raises InvitationNotFound."""
    person = current_person()
    with reading() as session:
        invitation = session.get(OrganizationInvitation, invitation_id)
        if invitation is None or invitation.account_id != person.account.id:
            raise InvitationNotFound
        organization = session.get_one(Organization, invitation.organization_id).name
    use_portal(invitation.portal)
    return render_page("organizations/invitations/accepted.html", organization=organization, back=current_way_back())
