"""Databases of a test's own, as they were before a migration or are after all of them."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine

from tests.provisioning.databases import drop_postgresql_database, make_engine
from tests.provisioning.run_folder import RunFolder
from tests.provisioning.schemas import Schemas


@pytest.fixture(scope="session")
def schemas(request: pytest.FixtureRequest, run_folder: RunFolder) -> Schemas:
    """What databases of this run are copied from."""
    return Schemas(run_folder, lambda: str(request.getfixturevalue("postgresql_server")))


@pytest.fixture
def make_old_database(
    request: pytest.FixtureRequest, database_kind: str, tmp_path: Path, worker_name: str, schemas: Schemas
) -> Iterator[Callable[[str], Engine]]:
    """``make_old_database("0006")``: an engine on a database of its own, empty, with the schema of that revision."""
    engines: list[Engine] = []

    def make(revision: str) -> Engine:
        if database_kind == "sqlite":
            engine = make_engine(schemas.copy_to(tmp_path / "old.sqlite3", revision))
        else:
            server, name = request.getfixturevalue("postgresql_server"), f"einlass_old_{worker_name}"
            request.addfinalizer(lambda: drop_postgresql_database(server, name))
            engine = make_engine(schemas.create_on_server(name, revision))
        engines.append(engine)
        return engine

    yield make
    for engine in engines:
        engine.dispose()
