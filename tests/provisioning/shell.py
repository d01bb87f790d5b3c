"""The command line, run in the test's own process: starting one takes longer than most commands."""

import json
import os
from collections.abc import Callable, Mapping, Sequence
from contextlib import chdir
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import tomlkit
from click.testing import CliRunner, Result

from idp.cli import main
from tests.provisioning.applications import settings_tree
from tests.provisioning.databases import Database


def invoke(
    arguments: Sequence[str], *, variables: Mapping[str, str | None] | None = None, stdin: str | None = None
) -> Result:
    """What `idp` answers, success or refusal; an exception that no command explains is raised."""
    result = CliRunner().invoke(main, arguments, input=stdin, env=variables)
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


def run_in(folder: Path, *arguments: str, settings: Mapping[str, str] | None = None, stdin: str | None = None) -> str:
    """What a command that must work says in ``folder``, with no other variables of the product than ``settings``."""
    others = {name: None for name in os.environ if name.startswith("IDP_")}
    with chdir(folder):
        result = invoke(arguments, variables=others | dict(settings or {}), stdin=stdin)
    assert result.exit_code == 0, result.output
    return result.stdout


@dataclass
class Shell:
    """Runs `idp` with one installation's settings."""

    config: Path

    def run(self, *arguments: str, stdin: str | None = None) -> Result:
        """The result, success or refusal."""
        return invoke(["--config", str(self.config), *arguments], stdin=stdin)

    def answer(self, *arguments: str, stdin: str | None = None) -> Any:
        """What a command that must work answers to `--json`."""
        result = self.run(*arguments, "--json", stdin=stdin)
        assert result.exit_code == 0, result.output
        return json.loads(result.stdout)

    def refusal(self, *arguments: str, stdin: str | None = None) -> str:
        """What a command that must refuse says, on the error output only."""
        result = self.run(*arguments, stdin=stdin)
        assert result.exit_code == 2, result.output
        assert result.stdout == ""
        return result.stderr


@pytest.fixture
def make_shell(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Shell]:
    """``make_shell(server={"port": 9000})``: a shell with the suite's settings and changes on top."""
    monkeypatch.delenv("IDP_CONFIG", raising=False)

    def make(**changes: Any) -> Shell:
        config = tmp_path / "config.toml"
        config.write_text(tomlkit.dumps(settings_tree(changes)), encoding="utf-8")
        return Shell(config)

    return make


@pytest.fixture
def shell(make_shell: Callable[..., Shell], database: Database) -> Shell:
    """A shell on the test's migrated, empty database."""
    return make_shell(database={"url": database.url})
