"""``idp init``."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import click

from idp.administration.invitation import invite_operator
from idp.cli.actor import operator_from_shell
from idp.cli.database import check_unused, open_engine
from idp.cli.frame import CommandError, Invocation, command_of
from idp.cli.installation import open_installation
from idp.infrastructure.clock import current_time
from idp.infrastructure.database import transaction
from idp.infrastructure.database.migrations import upgrade
from idp.infrastructure.secrets import MASTER_KEY_FILE, write_master_key
from idp.oauth.provider_keys import ensure_keys
from idp.settings import LOOPBACK_HOSTS, Settings, load_settings
from idp.settings.example import write_example

CONFIG = "config.toml"


@click.option(
    "--directory", type=click.Path(path_type=Path, file_okay=False), default=Path(), help="Where (default: here)."
)
@click.option("--issuer", help="Public address of the provider (default: http://localhost:8000, for trying out).")
@click.option("--database", help="Database address (default: SQLite beside the settings).")
@click.option("--operator-email", help="Who becomes the first operator, by a one-time link.")
@command_of()
def init(
    invocation: Invocation, directory: Path, issuer: str | None, database: str | None, operator_email: str | None
) -> None:
    """Set up a new installation: settings, key material, database, and a one-time link for the first operator.

    Nothing that is there is replaced, and there is no default account.
    """
    config = directory / CONFIG
    with _nothing_left_behind(directory, config):
        directory.mkdir(parents=True, exist_ok=True)
        write_example(config, _values(issuer, database))
        settings = load_settings(config)
        with open_engine(settings) as engine:
            check_unused(engine)
            _write_keys(settings)
            upgrade(engine)
        link = _fill(settings, operator_email)
    document = {"config": str(config), "keys": str(settings.keys.directory), "issuer": settings.issuer, **link}
    invocation.answer(document, lambda: _tell(document, settings))


def _values(issuer: str | None, database: str | None) -> dict[str, dict[str, Any]]:
    """What goes into the file: all that was said, and what follows from it."""
    values: dict[str, dict[str, Any]] = {"server": {"issuer": (issuer or "http://localhost:8000").rstrip("/")}}
    if database:
        values["database"] = {"url": database}
    host = urlsplit(values["server"]["issuer"]).hostname
    if host and host not in LOOPBACK_HOSTS:
        values["mail"] = {"transport": "smtp", "sender": f"no-reply@{host}", "host": "localhost", "port": 587}
    elif host:
        values["server"]["port"] = urlsplit(values["server"]["issuer"]).port or 80
    return values


@contextmanager
def _nothing_left_behind(directory: Path, config: Path) -> Iterator[None]:
    """Refuse to replace anything; and take away what was written where the rest then fails."""
    key_file = directory / "keys" / MASTER_KEY_FILE
    for file in (config, key_file):
        if file.exists():
            raise CommandError(
                f"{file} is there already.", "Choose another --directory; `idp doctor` examines what is there."
            )
    had_directory = directory.exists()
    try:
        yield
    except BaseException:
        config.unlink(missing_ok=True)
        key_file.unlink(missing_ok=True)
        if not had_directory:
            shutil.rmtree(directory, ignore_errors=True)
        raise


def _write_keys(settings: Settings) -> None:
    """The master key, unless it is given by the environment; its folder is for its owner alone."""
    if settings.keys.master_key is None:
        write_master_key(settings.keys.directory)
        settings.keys.directory.chmod(0o700)


def _fill(settings: Settings, operator_email: str | None) -> dict[str, Any]:
    with open_installation(settings) as app, transaction() as session:
        ensure_keys(session, settings, app.secret_box, current_time())
        if operator_email is None:
            return {}
        invitation = invite_operator(session, operator_email, settings, operator_from_shell(), by_mail=False)
        return {
            "operator_email": invitation.email,
            "operator_link": invitation.link,
            "operator_link_valid_until": invitation.valid_until.isoformat(),
        }


def _tell(document: dict[str, Any], settings: Settings) -> None:
    click.echo(f"Settings       {document['config']}")
    click.echo(f"Key material   {document['keys']} (back it up; without it the database's secrets are lost)")
    click.echo(f"Issuer         {document['issuer']}")
    if settings.mail.transport == "smtp":
        click.echo("Mail           set the server in [mail]; `idp doctor` tries it")
    click.echo(f"\nStart it:      idp --config {document['config']} serve")
    if "operator_link" in document:
        click.echo(f"Then open, as {document['operator_email']}, this link. It works once, within 24 hours:")
        click.echo(f"\n  {document['operator_link']}\n")
    else:
        click.echo(f"First operator: idp --config {document['config']} users invite-operator EMAIL")
