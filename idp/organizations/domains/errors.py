"""Why something about a domain is refused."""

from idp.infrastructure.web.i18n import lazy_gettext
from idp.organizations.errors import YOUR_ORGANIZATIONS, OrganizationError


class DomainNotFound(OrganizationError):
    """The organization has no such domain."""

    status = 404
    code = "domain_not_found"
    title = lazy_gettext("Domain not found")
    message = lazy_gettext("There is no such domain in this organization.")
    next_step = YOUR_ORGANIZATIONS


class DomainRefused(OrganizationError):
    """The domain can belong to no organization."""

    code = "domain_refused"
    message = lazy_gettext("Anyone can get an address at %(domain)s. Please use a domain of your own.")
    next_step = YOUR_ORGANIZATIONS


class DomainTaken(OrganizationError):
    """The organization has confirmed the domain already."""

    status = 409
    code = "domain_taken"
    message = lazy_gettext("The domain %(domain)s has already been added.")
    next_step = YOUR_ORGANIZATIONS


class TooManyDomains(OrganizationError):
    """The organization has as many domains as it may have."""

    status = 409
    code = "too_many_domains"
    message = lazy_gettext("An organization can have at most %(most)s domains.")
    next_step = YOUR_ORGANIZATIONS


class TooManyDomainCodes(OrganizationError):
    """The address has got, or the organization has asked for, enough codes for now."""

    status = 429
    code = "too_many_domain_codes"
    message = lazy_gettext("Too many codes were sent. Please try again tomorrow.")
    next_step = YOUR_ORGANIZATIONS


class DomainDoesNotLetIn(OrganizationError):
    """The address of the account does not, or no longer, let it join at once."""

    status = 409
    code = "domain_does_not_let_in"
    message = lazy_gettext("You cannot join this organization by your e-mail address. Please ask its administrators.")
    next_step = YOUR_ORGANIZATIONS
