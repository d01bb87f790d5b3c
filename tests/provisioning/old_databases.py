"""Databases as they were before a migration."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine

from idp.infrastructure.database.migrations import downgrade, upgrade
from tests.provisioning.databases import create_postgresql_database, drop_postgresql_database, make_engine


@pytest.fixture
def make_old_database(
    request: pytest.FixtureRequest, database_kind: str, tmp_path: Path, worker_name: str
) -> Iterator[Callable[[str], Engine]]:
    """``make_old_database("0006")``: an engine on an empty database of its own with the schema of that revision."""
    engines: list[Engine] = []

    def make(revision: str) -> Engine:
        if database_kind == "sqlite":
            engine = make_engine(f"sqlite:///{tmp_path}/old.sqlite3")
        else:
            server, name = request.getfixturevalue("postgresql_server"), f"einlass_old_{worker_name}"
            request.addfinalizer(lambda: drop_postgresql_database(server, name))
            engine = make_engine(create_postgresql_database(server, name))
        engines.append(engine)
        upgrade(engine)
        downgrade(engine, revision)
        return engine

    yield make
    for engine in engines:
        engine.dispose()
