"""How long clients are kept, and which of their secrets are wrapped."""

from datetime import timedelta

from idp.clients.dynamic_registration.models import InitialAccessToken
from idp.clients.models import ClientSecret, wrapping_context
from idp.infrastructure.retention import RetentionRule, add_kept_table, add_retention_rule
from idp.infrastructure.web.application import Application
from idp.infrastructure.wrapped_columns import WrappedColumn, add_wrapped_column


def init_client_inventory(app: Application) -> None:
    """Register the tables. No row names a person."""
    add_kept_table(app, "clients", "until an operator or the client itself deletes it, or it was never used")
    add_retention_rule(app, RetentionRule(InitialAccessToken.expires_at, lambda kept: timedelta(days=kept.links_days)))
    add_kept_table(app, "client_secrets", "with the client; digests of which one in a while is replaced")
    add_wrapped_column(app, WrappedColumn(ClientSecret.wrapped_secret, lambda secret: wrapping_context(secret.id)))
