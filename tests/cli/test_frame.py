"""What all commands have in common."""

import gc
import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from idp import __version__
from idp.cli import main
from idp.cli.root import COMMANDS
from tests.provisioning.databases import Database
from tests.provisioning.shell import Shell

HEAVY = ("flask", "sqlalchemy", "pydantic", "granian", "authlib")


def test_help_lists_every_group() -> None:
    said = CliRunner().invoke(main, ["--help"]).output
    assert all(f"  {name} " in said for name in COMMANDS)


def test_help_imports_nothing_heavy() -> None:
    program = f"import sys; import idp.cli.root; print([name for name in {HEAVY!r} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "['pydantic']"  # the settings


def test_what_a_command_imports_is_never_looked_through_for_garbage(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sys.modules, "idp.cli.worker", raising=False)
    before = gc.get_freeze_count()
    main.get_command(click.Context(main), "worker")
    assert gc.get_freeze_count() > before
    assert gc.isenabled()


def test_the_version_is_the_distributions() -> None:
    assert CliRunner().invoke(main, ["--version"]).output == f"Einlass, version {__version__}\n"


@pytest.mark.parametrize("name", list(COMMANDS))
def test_every_command_explains_itself_and_speaks_json(name: str) -> None:
    command = main.get_command(click.Context(main), name)
    assert command is not None
    assert command.help
    for leaf in leaves_of(command):
        options = {option for parameter in leaf.params for option in parameter.opts}
        assert leaf.help
        assert {"--json", "--config"} <= options


def leaves_of(command: click.Command) -> Iterator[click.Command]:
    """The commands of a group and of the groups within it."""
    if not isinstance(command, click.Group):
        yield command
        return
    assert command.help
    for each in command.commands.values():
        yield from leaves_of(each)


@pytest.mark.parametrize("place", ["before", "after"])
def test_config_may_stand_before_or_after_the_command(place: str, shell: Shell, database: Database) -> None:
    option = ["--config", str(shell.config)]
    arguments = [*option, "clients", "list"] if place == "before" else ["clients", "list", *option]
    assert CliRunner().invoke(main, arguments).exit_code == 0


def test_a_missing_settings_file_is_named(tmp_path: Path) -> None:
    result = CliRunner().invoke(main, ["--config", str(tmp_path / "none.toml"), "config", "check"])
    assert result.exit_code == 2
    assert "none.toml does not exist" in result.stderr


def test_a_settings_error_is_one_line_of_json_where_it_was_asked_for(make_shell: Callable[..., Shell]) -> None:
    result = make_shell(server={"prot": 1}).run("config", "check", "--json")
    assert result.exit_code == 2
    assert json.loads(result.stderr)["error"] == "server.prot: there is no such setting. Did you mean port?"
