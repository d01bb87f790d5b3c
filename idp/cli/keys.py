"""``idp keys``."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import click

from idp.cli.actor import operator_from_shell
from idp.cli.frame import CommandError, Invocation, command_of, show_table
from idp.cli.installation import open_installation
from idp.cli.master_key import add_master_key, drop_old_master_keys, require_file, rewrap_everything
from idp.cli.serve import check_port
from idp.infrastructure.clock import current_time
from idp.infrastructure.database import transaction
from idp.infrastructure.secrets import SecretBox
from idp.oauth.provider_keys import ensure_keys, list_keys, rotate, withdraw
from idp.oauth.provider_keys.generation import ENCRYPTION_ALGORITHMS, SIGNING_ALGORITHMS, use_of
from idp.oauth.provider_keys.models import ProviderKey
from idp.settings import Settings

_WITHDRAWN = {
    "sig": "People sign in again where its tokens were in use.",
    "enc": "Applications fetch the new one from /jwks.json.",
}


@click.group()
def keys() -> None:
    """The provider's keys, which sign or are encrypted to, and the master key."""


@click.option("--all", "everything", is_flag=True, help="Removed keys, too.")
@command_of(keys, "list")
def list_(invocation: Invocation, everything: bool) -> None:
    """List the keys that sign tokens, or that applications encrypt to."""
    with open_installation(invocation.load_settings()), transaction() as session:
        documents = [
            _document(key) for key in list_keys(session, operator_from_shell()) if everything or key.state != "removed"
        ]
    columns = ("kid", "algorithm", "use", "state", "created_at", "activated_at", "retired_at")
    invocation.answer(
        documents,
        lambda: show_table(
            ("Key", "Algorithm", "Use", "State", "Created", "Activated", "Retired"),
            [[each[name] for name in columns] for each in documents],
            empty="There are no keys yet. `idp serve` makes them.",
        ),
    )


@click.option("--algorithm", type=click.Choice([*SIGNING_ALGORITHMS, *ENCRYPTION_ALGORITHMS]), help="Only this one.")
@command_of(keys, "rotate")
def rotate_(invocation: Invocation, algorithm: str | None) -> None:
    """Replace the active keys now. The replaced ones still verify, or open, what they have to (keys.retire_days)."""
    settings = invocation.load_settings()
    chosen = [algorithm] if algorithm else list(settings.keys.algorithms)
    with open_installation(settings) as app, transaction() as session:
        ensure_keys(session, settings, app.secret_box, current_time())
        documents = [
            _document(rotate(session, each, settings, app.secret_box, current_time(), operator_from_shell()))
            for each in chosen
        ]
    invocation.answer(
        documents,
        lambda: click.echo("\n".join(_in_use(each) for each in documents)),
    )


@click.argument("kid")
@command_of(keys, "withdraw")
def withdraw_(invocation: Invocation, kid: str) -> None:
    """Take a key that may have leaked out of use at once. What it signed is worth nothing from then on, and what was
    encrypted to it is not opened.
    """
    settings = invocation.load_settings()
    with open_installation(settings) as app, transaction() as session:
        key = withdraw(session, kid, settings, app.secret_box, current_time(), operator_from_shell())
        if key is None:
            raise CommandError(f"There is no published key {kid}.", "`idp keys list` shows them.")
        document = _document(key)
    invocation.answer(document, lambda: click.echo(f"{kid} is withdrawn. {_WITHDRAWN[document['use']]}"))


@click.option("--add", "step", flag_value="add", help="Only add the new master key; then restart every server.")
@click.option("--finish", "step", flag_value="finish", help="After that restart: rewrap, and drop the old master key.")
@command_of(keys, "rewrap")
def rewrap(invocation: Invocation, step: str | None) -> None:
    """Replace the master key: add a fresh one, wrap every stored secret under it, drop the old one.

    Without an option all of it happens at once, for a server that is stopped. While servers run: --add, restart them
    all (they then wrap under the new key and still read the old), --finish.
    """
    settings = invocation.load_settings()
    if step is None:
        check_port(settings.server.host, settings.server.port)
    if step != "finish":
        add_master_key(require_file(settings))
    counted = _rewrap(settings) if step != "add" else {}
    if step != "add":
        drop_old_master_keys(require_file(settings))
    document = {"added": step != "finish", "finished": step != "add", "rewrapped": counted}
    invocation.answer(document, lambda: click.echo(_sentence(step, counted)))


def _rewrap(settings: Settings) -> dict[str, int]:
    """One transaction: every value, or none."""
    with open_installation(settings), transaction() as session:
        return rewrap_everything(session, SecretBox.from_settings(settings))


def _sentence(step: str | None, counted: dict[str, int]) -> str:
    if step == "add":
        return "The new master key is added. Restart every server, then run `idp keys rewrap --finish`."
    values = ", ".join(f"{number} in {name}" for name, number in counted.items())
    return f"Rewrapped: {values}. The old master key is gone; back the new one up. People's open pages begin anew."


def _in_use(document: Mapping[str, Any]) -> str:
    verb = "signs" if document["use"] == "sig" else "is encrypted to"
    return f"{document['algorithm']}: {document['kid']} {verb} from now on."


def _document(key: ProviderKey) -> dict[str, Any]:
    return {
        "kid": key.kid,
        "algorithm": key.algorithm,
        "use": use_of(key.algorithm),
        "state": key.state,
        "created_at": _moment(key.created_at),
        "activated_at": _moment(key.activated_at),
        "retired_at": _moment(key.retired_at),
        "removed_at": _moment(key.removed_at),
    }


def _moment(now: datetime | None) -> str | None:
    return now.isoformat(timespec="seconds") if now else None
