"""`idp init`."""

import json
import os
import stat
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import create_engine, text

from idp.cli import main
from idp.settings import load_settings
from tests.provisioning.databases import Database, create_postgresql_database, drop_postgresql_database


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in [name for name in os.environ if name.startswith("IDP_")]:
        monkeypatch.delenv(name)
    return tmp_path / "installation"


def init(folder: Path, *arguments: str) -> Result:
    return CliRunner().invoke(main, ["init", "--directory", str(folder), *arguments])


def answer(folder: Path, *arguments: str) -> dict[str, Any]:
    result = init(folder, *arguments, "--json")
    assert result.exit_code == 0, result.output
    document: dict[str, Any] = json.loads(result.stdout)
    return document


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_everything_is_for_its_owner_alone(folder: Path) -> None:
    answer(folder)
    assert mode(folder / "config.toml") == 0o600
    assert mode(folder / "keys") == 0o700
    assert mode(folder / "keys" / "master.key") == 0o600


def test_what_it_writes_can_be_used(folder: Path) -> None:
    answer(folder, "--issuer", "http://localhost:9123")
    settings = load_settings(folder / "config.toml", environment={})
    assert (settings.issuer, settings.server.port) == ("http://localhost:9123", 9123)
    assert settings.database.url == f"sqlite:///{folder}/einlass.sqlite3"
    shown = CliRunner().invoke(main, ["--config", str(folder / "config.toml"), "keys", "list", "--json"])
    assert {key["algorithm"] for key in json.loads(shown.stdout)} == set(settings.keys.signing_algorithms)


def test_a_public_installation_sends_mail(folder: Path) -> None:
    answer(folder, "--issuer", "https://login.example.com/")
    settings = load_settings(folder / "config.toml", environment={})
    assert settings.issuer == "https://login.example.com"
    assert (settings.mail.transport, settings.mail.sender) == ("smtp", "no-reply@login.example.com")


def test_the_first_operator_gets_a_link_and_there_is_no_account(folder: Path) -> None:
    document = answer(folder, "--operator-email", "op@example.test")
    assert document["operator_link"].startswith("http://localhost:8000/operator-invitation/link/")
    engine = create_engine(f"sqlite:///{folder}/einlass.sqlite3")
    with engine.connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM accounts")).scalar_one() == 0
        assert connection.execute(text("SELECT count(*) FROM one_time_links")).scalar_one() == 1
    engine.dispose()


def test_for_people_it_says_what_comes_next(folder: Path) -> None:
    said = init(folder).stdout
    assert f"idp --config {folder}/config.toml serve" in said
    assert "invite-operator" in said


@pytest.mark.parametrize("present", ["config.toml", "keys/master.key"])
def test_nothing_is_replaced(folder: Path, present: str) -> None:
    file = folder / present
    file.parent.mkdir(parents=True)
    file.write_text("mine")
    result = init(folder)
    assert result.exit_code == 2
    assert f"{file} is there already" in result.stderr
    assert file.read_text() == "mine"


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--issuer", "http://login.example.com"), "must be https"),
        (("--issuer", "nonsense"), "server.issuer"),
        (("--database", "postgresql+psycopg://idp@127.0.0.1:1/idp"), "can't be used"),
        (("--database", "nonsense:///x"), "not an address of a database"),
        (("--operator-email", "nobody"), "not an e-mail address"),
    ],
)
def test_a_failure_leaves_nothing_behind(folder: Path, arguments: tuple[str, ...], words: str) -> None:
    result = init(folder, *arguments)
    assert result.exit_code == 2, result.output
    assert words in result.stderr
    assert not folder.exists()


def test_a_database_in_use_is_refused(folder: Path, database: Database) -> None:
    result = init(folder, "--database", database.url)
    assert result.exit_code == 2
    assert "holds an installation already" in result.stderr


def test_postgresql(folder: Path, postgresql_server: str, worker_name: str) -> None:
    name = f"einlass_init_{worker_name}"
    answer(folder, "--database", create_postgresql_database(postgresql_server, name))
    assert not (folder / "einlass.sqlite3").exists()
    drop_postgresql_database(postgresql_server, name)
