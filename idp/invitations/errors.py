"""Why an invitation is refused."""

from idp.infrastructure.errors import DomainError
from idp.infrastructure.web.i18n import lazy_gettext
from idp.organizations.errors import YOUR_ORGANIZATIONS, OrganizationError


class InvitationNotFound(OrganizationError):
    """The organization has no such invitation."""

    status = 404
    code = "invitation_not_found"
    title = lazy_gettext("Invitation not found")
    message = lazy_gettext("There is no such invitation in this organization.")
    next_step = YOUR_ORGANIZATIONS


class InvitationEnded(OrganizationError):
    """It was accepted, declined or withdrawn."""

    status = 409
    code = "invitation_ended"
    message = lazy_gettext("This invitation has already been answered or withdrawn. You can send a new one.")
    next_step = YOUR_ORGANIZATIONS


class OfferEnded(OrganizationError):
    """The membership that the invitation offers would have ended by now."""

    status = 409
    code = "offer_ended"
    message = lazy_gettext("The membership in this invitation has already ended. Please send a new invitation.")
    next_step = YOUR_ORGANIZATIONS


class AlreadyActivated(DomainError):
    """The account has, or had, a way to sign in."""

    status = 409
    code = "already_activated"
    title = lazy_gettext("This is not possible")
    message = lazy_gettext("The account already has a password or is blocked, so it needs no invitation.")


class AlreadyInvited(OrganizationError):
    """Another open invitation of the organization is to the address."""

    status = 409
    code = "already_invited"
    message = lazy_gettext("%(email)s has already been invited. You can send that invitation again.")
    next_step = YOUR_ORGANIZATIONS


class TooManyInvitations(OrganizationError):
    """The address has got, or the organization or the inviter has sent, enough for now."""

    status = 429
    code = "too_many_invitations"
    message = lazy_gettext("Too many invitations were sent. Please try again later.")
    next_step = YOUR_ORGANIZATIONS
