"""Hanging sessions into the application."""

from datetime import timedelta

from idp.infrastructure.clock import now
from idp.infrastructure.housekeeping import add_chore
from idp.infrastructure.pruning import prune
from idp.infrastructure.web.application import Application
from idp.sessions.models import BrowserSession

# A sid is asked about for some time after its session: by sign-outs that come late, and by people.
_KEEP_ENDED = timedelta(days=30)


def init_sessions(app: Application) -> None:
    """Have old sessions deleted."""
    add_chore(app, prune_sessions)


def prune_sessions() -> None:
    """Delete sessions that ended long ago."""
    prune(BrowserSession, BrowserSession.expires_at, now() - _KEEP_ENDED)
