"""Databases with the schema of a revision: migrated once in a test run, by the product's own migrations, then copied.

Migrating an empty database takes a hundred times as long as copying one.
"""

import shutil
from collections.abc import Callable
from pathlib import Path

from sqlalchemy import make_url

from idp.infrastructure.database.migrations import downgrade, upgrade
from tests.provisioning.databases import create_postgresql_database, make_engine
from tests.provisioning.run_folder import RunFolder

NEWEST = "head"


class Schemas:
    """The schemas of a run; ``get_server`` answers with the URL of PostgreSQL's maintenance database."""

    def __init__(self, run_folder: RunFolder, get_server: Callable[[], str]) -> None:
        self._run_folder = run_folder
        self._get_server = get_server

    def copy_to(self, file: Path, revision: str = NEWEST) -> str:
        """Make a SQLite file; returns its URL."""
        made = self._run_folder.once(f"sqlite_{revision}", lambda folder: _make_file(folder, revision))
        shutil.copy(made["file"], file)  # with its permissions, which keep others out
        return f"sqlite:///{file}"

    def create_on_server(self, name: str, revision: str = NEWEST) -> str:
        """Make a database on PostgreSQL, in place of one of that name; returns its URL."""
        server = self._get_server()
        made = self._run_folder.once(f"postgresql_{revision}", lambda _: _make_template(server, revision))
        return create_postgresql_database(server, name, template=made["name"])


def _make_file(folder: Path, revision: str) -> dict[str, str]:
    file = folder / "schema.sqlite3"
    _migrate(f"sqlite:///{file}", revision)
    return {"file": str(file)}


def _make_template(server: str, revision: str) -> dict[str, str]:
    url = create_postgresql_database(server, f"einlass_schema_{revision}")
    _migrate(url, revision)
    return {"name": str(make_url(url).database)}


def _migrate(url: str, revision: str) -> None:
    """Up to the newest and down again, as an installation comes to an older one."""
    engine = make_engine(url)
    upgrade(engine)
    if revision != NEWEST:
        downgrade(engine, revision)
    engine.dispose()
