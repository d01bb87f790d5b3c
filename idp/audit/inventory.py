"""How long events are kept, and what of them is told to the account that they are about."""

from datetime import timedelta

from idp.audit.models import AuditEvent
from idp.audit.texts import say_event
from idp.infrastructure.personal_data import ExportSection, add_export_section, say_nothing
from idp.infrastructure.retention import RetentionRule, add_retention_rule
from idp.infrastructure.web.application import Application
from idp.infrastructure.web.i18n import lazy_gettext

RETENTION_RULES = (
    RetentionRule(AuditEvent.at, lambda kept: timedelta(days=kept.events_days), only=AuditEvent.is_lasting.is_(False)),
    RetentionRule(
        AuditEvent.at, lambda kept: timedelta(days=kept.lasting_events_days), only=AuditEvent.is_lasting.is_(True)
    ),
    RetentionRule(AuditEvent.at, lambda kept: timedelta(days=kept.event_addresses_days), cleared=AuditEvent.ip),
)
EVENTS = ExportSection(
    "audit_events",
    lazy_gettext("History"),
    "at action organization_id client_id portal ip details",
    order=150,
    owner="subject",
    labels={
        "action": lazy_gettext("Event"),
        "organization_id": lazy_gettext("Organization ID"),
        "details": lazy_gettext("Details"),
    },
    words={"action": say_event, "details": say_nothing},
)


def init_audit_inventory(app: Application) -> None:
    """Register the table of events."""
    for rule in RETENTION_RULES:
        add_retention_rule(app, rule)
    add_export_section(app, EVENTS)
