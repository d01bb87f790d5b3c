"""Hanging sessions into the application."""

from datetime import timedelta

from idp.infrastructure.clock import now
from idp.infrastructure.housekeeping import add_chore
from idp.infrastructure.pruning import prune
from idp.infrastructure.web.application import Application
from idp.sessions.devices import LIFETIME
from idp.sessions.models import BrowserSession, Device, RememberedSignIn

# A sid is asked about for some time after its session: by sign-outs that come late, and by people.
_KEEP_ENDED = timedelta(days=30)


def init_sessions(app: Application) -> None:
    """Have old sessions and devices deleted."""
    add_chore(app, prune_sessions)
    add_chore(app, prune_devices)
    add_chore(app, prune_remembered)


def prune_sessions() -> None:
    """Delete sessions that ended long ago."""
    prune(BrowserSession, BrowserSession.expires_at, now() - _KEEP_ENDED)


def prune_remembered() -> None:
    """Delete remembered sign-ins that ended long ago."""
    prune(RememberedSignIn, RememberedSignIn.expires_at, now() - _KEEP_ENDED)


def prune_devices() -> None:
    """Delete devices whose cookie has expired."""
    prune(Device, Device.last_seen_at, now() - LIFETIME)
