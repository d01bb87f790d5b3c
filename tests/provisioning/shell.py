"""The command line, run on an installation of its own with the test's database."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import tomlkit
from click.testing import CliRunner, Result

from idp.cli import main
from tests.provisioning.applications import settings_tree
from tests.provisioning.databases import Database


@dataclass
class Shell:
    """Runs `idp` with one installation's settings."""

    config: Path
    runner: CliRunner = field(default_factory=CliRunner)

    def run(self, *arguments: str, stdin: str | None = None) -> Result:
        """The result, success or refusal; an exception that no command explains fails the test."""
        result = self.runner.invoke(main, ["--config", str(self.config), *arguments], input=stdin)
        if result.exception is not None and not isinstance(result.exception, SystemExit):
            raise result.exception
        return result

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
