"""How long interactions are kept: long enough for their pages to say what became of them."""

from datetime import timedelta

from idp.infrastructure.personal_data import add_untold_table
from idp.infrastructure.retention import RetentionRule, add_retention_rule
from idp.infrastructure.web.application import Application
from idp.infrastructure.wrapped_columns import WrappedColumn, add_wrapped_column
from idp.interactions.held_forms import wrapping_context
from idp.interactions.lifecycle import FIRST_FORM
from idp.interactions.models import Interaction


def init_interaction_inventory(app: Application) -> None:
    """Register the table. An untouched interaction loses its request at its end, and goes a day later; a form that
    waits goes with the end of its interaction."""
    is_untouched = Interaction.has_acted.is_(False)
    for rule in (
        RetentionRule(Interaction.expires_at, lambda kept: timedelta(days=kept.interactions_days)),
        RetentionRule(Interaction.expires_at, lambda _: timedelta(0), cleared=Interaction.wrapped_form),
        RetentionRule(Interaction.created_at, lambda _: FIRST_FORM, only=is_untouched, cleared=Interaction.request),
        RetentionRule(Interaction.created_at, lambda _: FIRST_FORM + timedelta(days=1), only=is_untouched),
    ):
        add_retention_rule(app, rule)
    add_wrapped_column(app, WrappedColumn(Interaction.wrapped_form, wrapping_context))
    add_untold_table(app, "interactions", "what a sign-in in progress needs for minutes")
