"""The throw-away installation of a rehearsal: the real application with the settings of the portals, and nothing else
of the deployment. It has a database of its own, keeps its mails, asks no other system, and has wide limits."""

import secrets
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from idp.app import create_app
from idp.infrastructure.database import close_held_connection, db
from idp.infrastructure.database.migrations import upgrade
from idp.infrastructure.secrets import MasterKey, SecretBox
from idp.infrastructure.web.application import Application
from idp.settings import (
    DatabaseSettings,
    KeySettings,
    LoggingSettings,
    LookupSettings,
    OutboundSettings,
    PortalThrottleSettings,
    Settings,
    ThrottleSettings,
)

_MANY = 10_000
_WIDE = ThrottleSettings(
    account_attempts=1000,
    address_attempts=100_000,
    global_attempts=10_000_000,
    mails_per_address=1000,
    evidence_attempts=1000,
    form_requests_per_minute=100_000,
)


@contextmanager
def open_stage(settings: Settings) -> Iterator[Application]:
    """The application, with its context, until the end of the block; nothing is left of it then."""
    with tempfile.TemporaryDirectory(prefix="einlass-rehearsal-", ignore_cleanup_errors=True) as folder:
        app = create_app(_thrown_away(settings, Path(folder)), SecretBox([MasterKey(secrets.token_bytes(32))]))
        with app.app_context():
            try:
                upgrade(db.engine)
                yield app
            finally:
                db.session.remove()
                close_held_connection()
                db.engine.dispose()


def _thrown_away(settings: Settings, folder: Path) -> Settings:
    portals = {
        key: portal.model_copy(update={"throttle": PortalThrottleSettings()})
        for key, portal in settings.portals.items()
    }
    registers = {
        key: register.model_copy(update={"lookup": LookupSettings(), "serial_use": _MANY})
        for key, register in settings.registers.items()
    }
    return settings.model_copy(
        update={
            "server": settings.server.model_copy(update={"trusted_proxies": ()}),
            "database": DatabaseSettings(url=f"sqlite:///{folder / 'rehearsal.sqlite3'}"),
            "keys": KeySettings(directory=folder),
            "logging": LoggingSettings(level="error", format="console"),
            "outbound": OutboundSettings(),
            "throttle": _WIDE,
            "registers": registers,
            "portals": portals,
        }
    )
