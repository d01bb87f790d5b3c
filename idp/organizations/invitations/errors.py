"""Why an invitation is refused."""

from idp.infrastructure.web.i18n import lazy_gettext
from idp.organizations.errors import OrganizationError


class InvitationNotFound(OrganizationError):
    """The organization has no such invitation."""

    status = 404
    code = "invitation_not_found"
    title = lazy_gettext("Invitation not found")
    message = lazy_gettext("There is no such invitation in this organization.")


class InvitationEnded(OrganizationError):
    """It was accepted, declined or withdrawn."""

    status = 409
    code = "invitation_ended"
    message = lazy_gettext("This invitation has already been answered or withdrawn. You can send a new one.")


class AlreadyInvited(OrganizationError):
    """Another open invitation of the organization is to the address."""

    status = 409
    code = "already_invited"
    message = lazy_gettext("%(email)s has already been invited. You can send that invitation again.")
