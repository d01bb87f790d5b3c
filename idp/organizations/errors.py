"""Why a change of an organization is refused."""

from idp.actors import Forbidden
from idp.infrastructure.errors import DomainError, NextStep
from idp.infrastructure.web.i18n import lazy_gettext

YOUR_ORGANIZATIONS = NextStep(lazy_gettext("Your organizations"), "organizations.index")
"""Where a person goes on after a refusal."""


class OrganizationError(DomainError):
    """Base: nothing was changed."""

    title = lazy_gettext("This is not possible")


class OrganizationNotFound(OrganizationError):
    """There is no such organization, or the account does not belong to it: the answers are the same."""

    status = 404
    code = "organization_not_found"
    title = lazy_gettext("Organization not found")
    message = lazy_gettext("There is no organization %(organization_id)s.")
    next_step = YOUR_ORGANIZATIONS


class AdministratorNeeded(Forbidden):
    """The actor belongs to the organization without being an administrator of it."""

    message = lazy_gettext("Only administrators of the organization can do this. Please contact one of them.")
    next_step = YOUR_ORGANIZATIONS


class InvalidOrganizationName(OrganizationError):
    code = "invalid_organization_name"
    message = lazy_gettext("The name of an organization must have 1 to %(longest)s printable characters.")


class MemberNotFound(OrganizationError):
    """The organization has no such membership."""

    status = 404
    code = "member_not_found"
    title = lazy_gettext("Member not found")
    message = lazy_gettext("This person does not belong to the organization, or no longer does.")
    next_step = YOUR_ORGANIZATIONS


class AlreadyMember(OrganizationError):
    status = 409
    code = "already_member"
    message = lazy_gettext("%(email)s already belongs to the organization %(organization_id)s.")


class NoMember(OrganizationError):
    status = 409
    code = "no_member"
    message = lazy_gettext("%(email)s does not belong to the organization %(organization_id)s.")


class LastAdministrator(OrganizationError):
    """Without this administrator the organization would have none."""

    status = 409
    code = "last_administrator"
    message = lazy_gettext(
        "%(email)s is the only administrator of the organization. Please make another member administrator first."
    )
    next_step = YOUR_ORGANIZATIONS


class RepresentativeStays(OrganizationError):
    """The legal representative stays an administrator until another account has taken over."""

    status = 409
    code = "representative_stays"
    message = lazy_gettext(
        "%(email)s is the legal representative of the organization. Please hand over the representation first."
    )
    next_step = YOUR_ORGANIZATIONS
