"""Setting up a trial: settings, master key, database, signing keys, portals' clients, people."""

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import tomlkit
from sqlalchemy.orm import Session

from idp.actors import Permission, system_actor
from idp.app import create_app
from idp.clients.registrar import Registrar
from idp.clients.registration import create_client
from idp.demo.addresses import HOST, PORTALS, Addresses
from idp.demo.people import SamplePerson, hash_passwords, sample_people, store_people
from idp.infrastructure.clock import current_time
from idp.infrastructure.database import close_held_connection, db, transaction
from idp.infrastructure.database.migrations import upgrade
from idp.infrastructure.resources import resource
from idp.infrastructure.secrets import write_master_key
from idp.infrastructure.web.application import current_secret_box
from idp.oauth.provider_keys import ensure_keys
from idp.oauth.supported import SUPPORTED
from idp.settings import Settings, load_settings

SCOPE = "openid profile email organizations"
_TRIAL = system_actor("demo", frozenset({Permission.CLIENTS_MANAGE}))


@dataclass(frozen=True)
class DemoPortal:
    """A portal and what it is registered with; ``key`` is also its look."""

    key: str
    name: str
    url: str
    port: int
    client_id: str
    client_secret: str


@dataclass(frozen=True)
class Demo:
    """A trial that is set up and can be started."""

    settings: Settings
    config: Path
    portals: tuple[DemoPortal, ...]
    people: tuple[SamplePerson, ...]

    @property
    def issuer(self) -> str:
        return self.settings.issuer

    @property
    def mailbox(self) -> str:
        return f"{self.issuer}/mailbox"


def prepare_demo(folder: Path, addresses: Addresses) -> Demo:
    """A complete installation in ``folder``. Raises ``SettingsError`` for an issuer that can't be one."""
    config = _write_settings(folder, addresses)
    settings = load_settings(config, environment={})
    write_master_key(settings.keys.directory)
    people = sample_people()
    hashes = hash_passwords(people, settings.passwords)
    app = create_app(settings)
    with app.app_context():
        upgrade(db.engine)
        with transaction() as session:
            ensure_keys(session, settings, app.secret_box, current_time())
            store_people(session, people, hashes)
            portals = tuple(_register(session, settings, addresses, key) for key in PORTALS)
        # The programs are forked from here, and no two of them may share a connection.
        close_held_connection()
        db.engine.dispose()
    return Demo(settings, config, portals, people)


def _write_settings(folder: Path, addresses: Addresses) -> Path:
    """``config.toml`` with the portals of ``examples/demo.toml``, so that every other command can be tried on it."""
    tree: dict[str, Any] = {
        "server": {"issuer": addresses.issuer, "host": HOST, "port": addresses.port, "stop_seconds": 5},
        "mail": {"transport": "mailbox", "poll_seconds": 0.2},
        "outbound": {"development_loopback": [urlsplit(addresses.portal_url(key)).netloc for key in PORTALS]},
        "logging": {"level": "warning", "format": "console"},
        "portals": _read_portals(addresses),
    }
    path = folder / "config.toml"
    path.write_text(tomlkit.dumps(tree), encoding="utf-8")
    return path


def _read_portals(addresses: Addresses) -> dict[str, Any]:
    examples = resource("examples")
    portals: dict[str, Any] = tomllib.loads((examples / "demo.toml").read_text(encoding="utf-8"))["portals"]
    for key, portal in portals.items():
        portal["url"] = addresses.portal_url(key)
        for logo in ("logo", "logo_dark"):
            portal["brand"][logo] = str(examples / portal["brand"][logo])
    return portals


def _register(session: Session, settings: Settings, addresses: Addresses, key: str) -> DemoPortal:
    url = addresses.portal_url(key)
    metadata = {
        "portal": key,
        "client_name": settings.portals[key].name,
        "redirect_uris": [f"{url}/callback"],
        "post_logout_redirect_uris": [f"{url}/signed-out"],
        "client_uri": f"{url}/",
        "initiate_login_uri": f"{url}/sign-in",
        "backchannel_logout_uri": f"{url}/backchannel-logout",
        "scope": SCOPE,
    }
    registrar = Registrar(_TRIAL, list(settings.portals), SUPPORTED, current_secret_box())
    stored = create_client(session, registrar, metadata)
    return DemoPortal(
        key=key,
        name=settings.portals[key].name,
        url=url,
        port=addresses.portal_ports[key],
        client_id=stored.record.client_id,
        client_secret=stored.secret or "",
    )
