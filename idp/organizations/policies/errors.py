"""Why a policy refuses something."""

from idp.infrastructure.web.i18n import lazy_gettext
from idp.organizations.errors import YOUR_ORGANIZATIONS, OrganizationError


class AddressNotAllowed(OrganizationError):
    """The organization takes members with addresses of certain domains alone."""

    status = 409
    code = "address_not_allowed"
    message = lazy_gettext(
        "The organization only accepts e-mail addresses of %(domains)s. %(email)s is not one of them."
    )
    next_step = YOUR_ORGANIZATIONS


class OnlyRepresentativeLetsIn(OrganizationError):
    """The organization lets its legal representative alone let people in."""

    status = 403
    code = "only_representative_lets_in"
    message = lazy_gettext(
        "In this organization only the legal representative invites people and approves requests. "
        "Please contact this person."
    )
    next_step = YOUR_ORGANIZATIONS
