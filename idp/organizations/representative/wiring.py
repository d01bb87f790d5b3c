"""Hanging the pages and mails of the representation into the application."""

from datetime import timedelta

from idp.infrastructure.personal_data import ExportSection, add_export_section
from idp.infrastructure.retention import RetentionRule, add_retention_rule
from idp.infrastructure.web.application import Application
from idp.infrastructure.web.i18n import lazy_gettext
from idp.mail import add_messages
from idp.organizations.pages import ABOUT, add_organization_page
from idp.organizations.representative.messages import MESSAGES
from idp.organizations.representative.models import HandOver, HandOverState
from idp.organizations.representative.routes import organization_representative

_STATES = {
    HandOverState.OFFERED: lazy_gettext("open"),
    HandOverState.ACCEPTED: lazy_gettext("accepted"),
    HandOverState.DECLINED: lazy_gettext("declined"),
    HandOverState.WITHDRAWN: lazy_gettext("withdrawn"),
}
OFFERS = ExportSection(
    "representative_hand_overs",
    lazy_gettext("Offers to represent an organization"),
    "organization_id state offered_at expires_at answered_at",
    order=42,
    labels={
        "organization_id": lazy_gettext("Organization ID"),
        "state": lazy_gettext("State"),
        "offered_at": lazy_gettext("Offered"),
        "answered_at": lazy_gettext("Answered"),
    },
    words={"state": _STATES.get},
)


def init_representative(app: Application) -> None:
    """Register them."""
    app.register_blueprint(organization_representative)
    add_messages(app, MESSAGES)
    add_organization_page(app, ABOUT, lazy_gettext("Representation"), "organization_representative.index", "key", 30)
    add_retention_rule(app, RetentionRule(HandOver.expires_at, lambda kept: timedelta(days=kept.events_days)))
    add_export_section(app, OFFERS)
