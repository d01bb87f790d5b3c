"""Why a hand-over is refused."""

from idp.actors import Forbidden
from idp.infrastructure.web.i18n import lazy_gettext
from idp.organizations.errors import YOUR_ORGANIZATIONS, OrganizationError


class RepresentativeNeeded(Forbidden):
    """The actor does not represent the organization."""

    message = lazy_gettext("Only the legal representative of the organization can hand over the representation.")
    next_step = YOUR_ORGANIZATIONS


class NoSuccessor(OrganizationError):
    """The account can't succeed: it does not belong to the organization, or represents it already."""

    status = 409
    code = "no_successor"
    message = lazy_gettext("The representation can only be handed over to another member of the organization.")
    next_step = YOUR_ORGANIZATIONS


class HandOverEnded(OrganizationError):
    """There is no open offer to the account: it was answered, withdrawn, or has expired."""

    status = 409
    code = "hand_over_ended"
    title = lazy_gettext("The offer no longer exists")
    message = lazy_gettext("The offer to represent the organization was withdrawn, answered, or has expired.")
    next_step = YOUR_ORGANIZATIONS
