"""Hanging interactions into the application."""

from datetime import timedelta

from idp.infrastructure.clock import now
from idp.infrastructure.housekeeping import add_chore
from idp.infrastructure.pruning import prune
from idp.infrastructure.web.application import Application
from idp.interactions.models import Interaction

# Until then a page from the history still says what became of it, in the look of its portal.
_KEEP_EXPIRED = timedelta(days=7)


def init_interactions(app: Application) -> None:
    """Have old interactions deleted."""
    add_chore(app, prune_interactions)


def prune_interactions() -> None:
    """Delete interactions that nobody can go on with."""
    prune(Interaction, Interaction.expires_at, now() - _KEEP_EXPIRED)
