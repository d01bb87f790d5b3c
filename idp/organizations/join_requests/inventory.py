"""How long requests are kept, and what of them is told to the account that asked."""

from datetime import timedelta

from idp.infrastructure.personal_data import ExportSection, add_export_section
from idp.infrastructure.retention import RetentionRule, add_retention_rule
from idp.infrastructure.web.application import Application
from idp.infrastructure.web.i18n import lazy_gettext
from idp.organizations.join_requests.models import JoinRequest, JoinRequestState

_STATES = {
    JoinRequestState.OPEN: lazy_gettext("waiting"),
    JoinRequestState.APPROVED: lazy_gettext("approved"),
    JoinRequestState.REFUSED: lazy_gettext("declined"),
    JoinRequestState.WITHDRAWN: lazy_gettext("withdrawn"),
}
JOIN_REQUESTS = ExportSection(
    "join_requests",
    lazy_gettext("Requests to join an organization"),
    "organization_id portal state reason created_at ended_at",
    order=42,
    labels={
        "organization_id": lazy_gettext("Organization ID"),
        "state": lazy_gettext("State"),
        "reason": lazy_gettext("Reason"),
        "ended_at": lazy_gettext("Decided"),
    },
    words={"state": _STATES.get},
)


def init_join_request_inventory(app: Application) -> None:
    """Register the table: an open request stays until it is decided or its account or organization goes."""
    add_retention_rule(app, RetentionRule(JoinRequest.ended_at, lambda kept: timedelta(days=kept.links_days)))
    add_export_section(app, JOIN_REQUESTS)
