"""Why an organization is not deleted."""

from idp.actors import Forbidden
from idp.infrastructure.web.i18n import lazy_gettext
from idp.organizations.errors import YOUR_ORGANIZATIONS, OrganizationError


class OrganizationHeld(OrganizationError):
    """A portal holds the organization."""

    status = 409
    code = "organization_held"
    message = lazy_gettext("The organization can't be deleted yet. The page says what has to be settled first.")
    next_step = YOUR_ORGANIZATIONS


class UnknownHold(OrganizationError):
    """The catalogue of the portal has no such hold."""

    code = "unknown_hold"
    message = lazy_gettext("The portal %(portal)s declares no hold %(hold)s.")


class OnlyRepresentativeDeletes(Forbidden):
    """An administrator who is not the legal representative asks for the deletion."""

    message = lazy_gettext("Only the legal representative can delete the organization. Please contact this person.")
    next_step = YOUR_ORGANIZATIONS
