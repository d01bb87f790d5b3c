"""How long agreements are kept, and what of them is told to the account."""

from datetime import timedelta

from idp.agreements.models import Agreement, AgreementState
from idp.agreements.words import STATES, WAYS
from idp.infrastructure.personal_data import ExportSection, add_export_section
from idp.infrastructure.retention import RetentionRule, add_retention_rule
from idp.infrastructure.web.application import Application
from idp.infrastructure.web.i18n import lazy_gettext

AGREEMENTS = ExportSection(
    "agreements",
    lazy_gettext("Terms and consents"),
    "portal text version state language network way agreed_at confirmed_at withdrawn_at",
    order=35,
    labels={
        "text": lazy_gettext("Text"),
        "version": lazy_gettext("Version"),
        "state": lazy_gettext("State"),
        "network": lazy_gettext("IP address"),
        "way": lazy_gettext("Asked at"),
        "agreed_at": lazy_gettext("Agreed"),
        "withdrawn_at": lazy_gettext("Consent withdrawn"),
    },
    words={"state": STATES.get, "way": WAYS.get},
)
RETENTION_RULES = (
    # Without its confirmation it proves nothing.
    RetentionRule(
        Agreement.agreed_at,
        lambda kept: timedelta(days=kept.links_days),
        only=Agreement.state == AgreementState.AWAITING.value,
    ),
    RetentionRule(
        Agreement.agreed_at, lambda kept: timedelta(days=kept.event_addresses_days), cleared=Agreement.network
    ),
)


def init_agreement_inventory(app: Application) -> None:
    """Register the table: an agreement is kept with the account, without its network after a time."""
    for rule in RETENTION_RULES:
        add_retention_rule(app, rule)
    add_export_section(app, AGREEMENTS)
