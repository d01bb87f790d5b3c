"""Why a request to join is refused."""

from idp.infrastructure.web.i18n import lazy_gettext
from idp.organizations.errors import YOUR_ORGANIZATIONS, OrganizationError


class JoinRequestNotFound(OrganizationError):
    """The organization has no such request."""

    status = 404
    code = "join_request_not_found"
    title = lazy_gettext("Request not found")
    message = lazy_gettext("There is no such request in this organization.")
    next_step = YOUR_ORGANIZATIONS


class JoinRequestEnded(OrganizationError):
    """Another administrator has decided on it, or its person has withdrawn it."""

    status = 409
    code = "join_request_ended"
    message = lazy_gettext("This request has already been decided or withdrawn.")
    next_step = YOUR_ORGANIZATIONS


class OwnJoinRequest(OrganizationError):
    """An administrator decides on a request of their own account."""

    status = 403
    code = "own_join_request"
    message = lazy_gettext("No one can decide on their own request.")
    next_step = YOUR_ORGANIZATIONS


class TooManyJoinRequests(OrganizationError):
    """The account has asked, or the organization was asked, often enough for now."""

    status = 429
    code = "too_many_join_requests"
    message = lazy_gettext("Too many requests were sent. Please try again tomorrow.")
    next_step = YOUR_ORGANIZATIONS
