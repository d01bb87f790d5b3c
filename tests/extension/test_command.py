"""A command group is a module and a line in `COMMANDS`."""

import click
import pytest

from idp.cli.frame import Invocation, command_of
from idp.cli.root import COMMANDS
from tests.provisioning.shell import Shell


@click.group()
def postcards() -> None:
    """Cards."""


@click.option("--town", default="Husum")
@command_of(postcards, "list")
def list_cards(invocation: Invocation, town: str) -> None:
    """List the cards of a town."""
    issuer = invocation.load_settings().issuer
    invocation.answer({"town": town, "issuer": issuer}, lambda: click.echo(f"{town} at {issuer}"))


@pytest.fixture(autouse=True)
def registered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(COMMANDS, "postcards", (f"{__name__}:postcards", "Cards to people who moved."))


def test_it_stands_in_the_help(shell: Shell) -> None:
    assert "Cards to people who moved." in shell.run("--help").stdout


def test_it_knows_the_installation_and_answers_in_both_ways(shell: Shell) -> None:
    assert shell.answer("postcards", "list") == {"town": "Husum", "issuer": "https://id.example.test"}
    assert shell.run("postcards", "list", "--town", "Kiel").stdout == "Kiel at https://id.example.test\n"
