"""The suite's own fixtures keep their promises."""

import os
import subprocess
import sys
from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import select

from idp.accounts.models import Account
from idp.infrastructure.clock import current_time
from idp.infrastructure.database import Base, transaction
from idp.infrastructure.web.application import Application
from idp.oauth.provider_keys.models import ProviderKey
from tests.conftest import FROZEN_AT
from tests.provisioning.databases import Database


@pytest.mark.parametrize("turn", [1, 2])
def test_each_test_finds_an_empty_database(database: Database, turn: int) -> None:
    assert database.count(Account) == 0
    database.save(Account(email=f"{turn}@example.test"))
    assert database.count(Account) == 1


@pytest.mark.parametrize("turn", [1, 2])
def test_each_test_finds_one_active_key_of_each_algorithm(database: Database, app: Application, turn: int) -> None:
    active = set(database.rows(select(ProviderKey.algorithm).where(ProviderKey.state == "active")))
    assert active == set(app.settings.keys.signing_algorithms)
    database.remove_signing_keys()
    assert database.count(ProviderKey) == 0


def test_the_database_is_of_the_kind_it_says(database: Database, database_kind: str) -> None:
    assert database.engine.dialect.name == database_kind == database.kind


def test_the_rows_of_all_tables_are_counted_but_of_those_left_out(database: Database) -> None:
    database.save(Account(email="ada@example.test"))
    counts = database.row_counts(left_out=frozenset({"provider_keys", "cache_versions"}))
    assert {name: count for name, count in counts.items() if count} == {"accounts": 1}
    assert len(counts) == len(Base.metadata.tables) - 2


@pytest.mark.only_on("sqlite")
def test_one_kind_alone_can_be_chosen(database: Database) -> None:
    assert database.kind == "sqlite"


def test_the_application_writes_where_the_test_reads(app: Application, database: Database) -> None:
    with app.app_context(), transaction() as session:
        session.add(Account(email="ada@example.test"))
    assert database.one(select(Account.email)) == "ada@example.test"


def test_equal_settings_share_an_application(make_app: Callable[..., Application]) -> None:
    assert make_app(sessions={"idle_minutes": 7}) is make_app(sessions={"idle_minutes": 7})
    assert make_app(sessions={"idle_minutes": 7}) is not make_app(sessions={"idle_minutes": 8})
    assert make_app() is not make_app(own=True)
    assert make_app(sessions={"idle_minutes": 7}).settings.sessions.idle_minutes == 7


def test_the_clock_stands_still_and_can_be_set(clock: time_machine.Traveller) -> None:
    assert current_time() == FROZEN_AT
    clock.shift(timedelta(minutes=5))
    assert current_time() == FROZEN_AT + timedelta(minutes=5)


def test_a_test_that_swallows_the_refusal_still_fails(tmp_path_factory: pytest.TempPathFactory) -> None:
    sample = tmp_path_factory.mktemp("sample") / "test_sample.py"
    sample.write_text(
        "import contextlib, socket\n"
        "def test_quietly_reaches_out():\n"
        "    with contextlib.suppress(Exception):\n"
        "        socket.create_connection(('192.0.2.1', 80), timeout=1)\n"
    )
    command = [sys.executable, "-m", "pytest", "-n0", "-p", "tests.provisioning.plugin", "-c", os.devnull, str(sample)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "tried to reach other machines: ['192.0.2.1']" in done.stdout
