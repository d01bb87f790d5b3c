"""The command line, run on an installation of its own with the test's database."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import tomlkit
from click.testing import CliRunner, Result

from idp.accounts.models import Account
from idp.cli import main
from idp.clients.models import ClientRecord
from idp.infrastructure.clock import now
from idp.oauth.authorizations.models import AuthorizationRecord
from idp.sessions.models import BrowserSession
from tests.factories.accounts import create_account
from tests.provisioning.applications import TEST_SETTINGS, merge
from tests.provisioning.databases import Database

LATER = datetime(2126, 1, 1, tzinfo=UTC)


@dataclass
class Shell:
    """Runs `idp` with one installation's settings."""

    config: Path
    runner: CliRunner = field(default_factory=CliRunner)

    def run(self, *arguments: str, stdin: str | None = None) -> Result:
        """The result, whatever it is; an exception that nobody turned into words fails the test."""
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
        config.write_text(tomlkit.dumps(merge(TEST_SETTINGS, changes)), encoding="utf-8")
        return Shell(config)

    return make


@pytest.fixture
def shell(make_shell: Callable[..., Shell], database: Database) -> Shell:
    """A shell on the test's migrated, empty database."""
    return make_shell(database={"url": database.url})


@pytest.fixture
def signed_in_person(database: Database) -> Account:
    """Somebody with a session and tokens."""
    account = create_account(database)
    client = ClientRecord(client_name="Shop", portal="shop", stored_metadata={})
    session = BrowserSession(
        account_id=account.id, token_hash="0" * 64, authenticated_at=now(), amr=["pwd"], acr="1", expires_at=LATER
    )
    database.save(client)
    database.save(session)
    database.save(
        AuthorizationRecord(
            client_id=client.client_id,
            account_id=account.id,
            subject=account.id,
            session_id=session.id,
            scope=("openid",),
            authenticated_at=now(),
            amr=("pwd",),
            acr="1",
            expires_at=LATER,
            redirect_uri="https://shop.example/callback",
        )
    )
    return account
