"""How long clients are kept, which of their secrets are wrapped, and what of them is told to an account."""

from datetime import timedelta

from idp.clients.dynamic_registration.models import InitialAccessToken
from idp.clients.models import ClientSecret, wrapping_context
from idp.infrastructure.personal_data import ExportSection, add_export_section
from idp.infrastructure.retention import RetentionRule, add_kept_table, add_retention_rule
from idp.infrastructure.web.application import Application
from idp.infrastructure.web.i18n import lazy_gettext
from idp.infrastructure.wrapped_columns import WrappedColumn, add_wrapped_column

PAIRWISE_SUBJECTS = ExportSection(
    "pairwise_subjects",
    lazy_gettext("Identifiers at applications"),
    "sector subject created_at",
    order=135,
    labels={"sector": lazy_gettext("Application's host"), "subject": lazy_gettext("Identifier")},
)


def init_client_inventory(app: Application) -> None:
    """Register the tables."""
    add_kept_table(app, "clients", "until an operator or the client itself deletes it, or it was never used")
    add_retention_rule(app, RetentionRule(InitialAccessToken.expires_at, lambda kept: timedelta(days=kept.links_days)))
    add_kept_table(app, "client_secrets", "with the client; digests of which one in a while is replaced")
    add_kept_table(app, "pairwise_subjects", "with the account")
    add_export_section(app, PAIRWISE_SUBJECTS)
    add_wrapped_column(app, WrappedColumn(ClientSecret.wrapped_secret, lambda secret: wrapping_context(secret.id)))
