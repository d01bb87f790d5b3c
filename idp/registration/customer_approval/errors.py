"""Why an administrator can't decide about a registration."""

from idp.infrastructure.web.i18n import lazy_gettext
from idp.organizations.errors import YOUR_ORGANIZATIONS, OrganizationError


class WaitingRegistrationNotFound(OrganizationError):
    """No registration of this id was given to the organization to decide on."""

    status = 404
    code = "registration_not_found"
    title = lazy_gettext("Registration not found")
    message = lazy_gettext("There is no such registration for this organization.")
    next_step = YOUR_ORGANIZATIONS


class RegistrationDecided(OrganizationError):
    """It was decided before, or has expired."""

    status = 409
    code = "registration_decided"
    message = lazy_gettext("This registration no longer waits for a decision.")
    next_step = YOUR_ORGANIZATIONS


class OwnRegistration(OrganizationError):
    """An administrator decides about a registration of their own."""

    status = 403
    code = "own_registration"
    message = lazy_gettext("No one can decide on their own registration.")
    next_step = YOUR_ORGANIZATIONS
