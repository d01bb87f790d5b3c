"""Hanging registration into the application."""

from datetime import timedelta

from idp.infrastructure.clock import now
from idp.infrastructure.housekeeping import add_chore
from idp.infrastructure.pruning import prune
from idp.infrastructure.web.application import Application
from idp.registration.confirm_routes import registration
from idp.registration.models import Registration

# Until then an old link still says that it has expired, or that it was used.
_KEEP_EXPIRED = timedelta(days=30)


def init_registration(app: Application) -> None:
    """Register the pages, and have old registrations deleted."""
    app.register_blueprint(registration)
    add_chore(app, prune_registrations)


def prune_registrations() -> None:
    """Delete registrations that nobody can confirm any more, and those that were."""
    prune(Registration, Registration.expires_at, now() - _KEEP_EXPIRED)
