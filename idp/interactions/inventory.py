"""How long interactions are kept."""

from datetime import timedelta

from idp.infrastructure.personal_data import add_untold_table
from idp.infrastructure.retention import RetentionRule, add_retention_rule
from idp.infrastructure.web.application import Application
from idp.interactions.models import Interaction


def init_interaction_inventory(app: Application) -> None:
    """Register the table."""
    add_retention_rule(app, RetentionRule(Interaction.expires_at, lambda kept: timedelta(days=kept.interactions_days)))
    add_untold_table(app, "interactions", "what a sign-in in progress needs for minutes")
