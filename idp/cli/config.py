"""``idp config``."""

import secrets
from collections.abc import Iterator
from pathlib import Path
from pkgutil import resolve_name
from typing import Any
from urllib.parse import urlsplit

import click
from pydantic import BaseModel, SecretStr

from idp.cli.frame import Invocation, command_of, show_table
from idp.cli.generated import answer_generated, generated_file_options
from idp.infrastructure.secrets import MasterKey, SecretBox
from idp.settings import Settings
from idp.settings.example import render_example

MASK = "********"


@click.group()
def config() -> None:
    """Check, show and explain the settings."""


@command_of(config, "check")
def check(invocation: Invocation) -> None:
    """Read the settings from file and environment, and say what is wrong with them."""
    settings = invocation.load_settings()
    _check_start(settings)
    invocation.answer(
        {"ok": True, "issuer": settings.issuer, "portals": list(settings.portals)},
        lambda: click.echo(
            f"The settings are fine. Issuer: {settings.issuer}. Portals: {', '.join(settings.portals)}."
        ),
    )


@command_of(config, "show")
def show(invocation: Invocation) -> None:
    """Show every setting as it holds now, from file, environment and defaults; secrets are masked."""
    settings = invocation.load_settings()
    values = dict(_flatten("", settings))
    invocation.answer(values, lambda: show_table(("Setting", "Value"), list(values.items()), empty=""))


@generated_file_options
@command_of(config, "example")
def example(invocation: Invocation, output: Path | None, compare: Path | None) -> None:
    """Print a settings file with every key, its explanation and its default."""
    text = render_example(tree=invocation.tree)
    answer_generated(invocation, {"example": text}, text, output, compare)


def _check_start(settings: Settings) -> None:
    """Build the application, which checks what no type says: a portal's e-mails, logos, proxies. Raises SettingsError.

    Neither the installation's keys nor its database need be there. Loaded here, because only this command needs it.
    """
    create_app = resolve_name("idp.app:create_app")
    create_app(settings, SecretBox([MasterKey(secrets.token_bytes(32))]))


def _flatten(prefix: str, values: BaseModel | dict[str, Any]) -> Iterator[tuple[str, Any]]:
    """Every setting by its whole name. (A model is its pairs; ``dict`` would call the section ``keys``.)"""
    for key, value in values.items() if isinstance(values, dict) else values:
        if isinstance(value, (BaseModel, dict)):
            yield from _flatten(f"{prefix}{key}.", value)
        else:
            yield f"{prefix}{key}", _shown(value)


def _shown(value: Any) -> Any:
    """The value, with secrets masked."""
    if isinstance(value, SecretStr):
        return MASK
    if isinstance(value, tuple):
        return list(value)
    if value is None or isinstance(value, (bool, int, float)):
        return value
    text = str(value)
    parts = urlsplit(text) if "://" in text else None
    return text.replace(f":{parts.password}@", f":{MASK}@", 1) if parts is not None and parts.password else text
