"""Fixtures of the whole suite: databases, applications, clients, the clock."""

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import hypothesis
import pytest
import time_machine

from idp.infrastructure.database import close_held_connection
from idp.infrastructure.web.application import Application
from idp.settings import Settings
from tests.factories.signing_keys import make_signing_keys, read_signing_keys
from tests.provisioning.applications import Applications, close_application, write_settings
from tests.provisioning.databases import KINDS, Database, NewDatabase
from tests.provisioning.mailbox import Mailbox
from tests.provisioning.pages import PageClient
from tests.provisioning.run_folder import RunFolder
from tests.provisioning.schemas import Schemas
from tests.provisioning.turns import choose_by_turns

pytest_plugins = ["tests.provisioning.plugin", "tests.provisioning.old_databases", "tests.provisioning.shell"]

FROZEN_AT = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)

# The same examples in every CI run; new ones at each run by hand. No deadline: the machine may be busy.
hypothesis.settings.register_profile("hand", deadline=None)
hypothesis.settings.register_profile("ci", deadline=None, derandomize=True, print_blob=True)
hypothesis.settings.load_profile("ci" if os.environ.get("CI") else "hand")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--database",
        choices=(*KINDS, "both", "turns"),
        default="turns",
        help="databases to run on: one of them, both for each case, or by turns for the cases of a test (default)",
    )
    parser.addoption("--every-screen", action="store_true", help="open every page in each language on each screen")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Every test that touches the database, through any fixture, runs on each kind."""
    if "database_kind" not in metafunc.fixturenames:
        return
    chosen = metafunc.config.getoption("--database")
    kinds = (chosen,) if chosen in KINDS else KINDS
    if only := metafunc.definition.get_closest_marker("only_on"):
        # With any choice: a test that speaks of one database alone must not drop out silently.
        kinds = only.args
    metafunc.parametrize("database_kind", kinds, scope="session")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    is_case_named = any("[" in argument for argument in config.args)
    if config.getoption("--database") == "turns" and not is_case_named:
        items[:], left_out = choose_by_turns(items)
        config.hook.pytest_deselected(items=left_out)


@pytest.fixture(scope="session")
def signing_keys(run_folder: RunFolder, tmp_path_factory: pytest.TempPathFactory) -> Sequence[Mapping[str, Any]]:
    """Rows of the keys that every test's database holds."""
    settings = write_settings(tmp_path_factory.mktemp("settings"), "sqlite://", {})
    made = run_folder.once("signing_keys", lambda folder: make_signing_keys(folder, settings))
    return read_signing_keys(made["file"])


@pytest.fixture(scope="session")
def database_of(
    worker_name: str,
    tmp_path_factory: pytest.TempPathFactory,
    schemas: Schemas,
    signing_keys: Sequence[Mapping[str, Any]],
) -> Iterator[Callable[[str], Database]]:
    """This worker's migrated database of a kind, made when it is first asked for."""
    made: dict[str, Database] = {}

    def get(kind: str) -> Database:
        if kind not in made:
            if kind == "postgresql":
                url = schemas.create_on_server(f"einlass_test_{worker_name}")
            else:
                url = schemas.copy_to(tmp_path_factory.mktemp("sqlite") / "test.sqlite3")
            made[kind] = Database(kind, url)
            made[kind].hold_signing_keys(signing_keys)
        return made[kind]

    yield get
    for database in made.values():
        database.close()


@pytest.fixture(scope="session")
def new_database(schemas: Schemas, signing_keys: Sequence[Mapping[str, Any]]) -> Iterator[NewDatabase]:
    """``new_database(file)``: a SQLite database of one's own, with signing keys."""
    made: list[Database] = []

    def make(file: Path) -> Database:
        made.append(Database("sqlite", schemas.copy_to(file)))
        made[-1].hold_signing_keys(signing_keys)
        return made[-1]

    yield make
    for database in made:
        database.close()


@pytest.fixture
def database(database_of: Callable[[str], Database], database_kind: str) -> Iterator[Database]:
    """The database, empty but for one active signing key of each algorithm.

    A test that takes it, directly or not, runs on SQLite and on PostgreSQL.
    """
    database = database_of(database_kind)
    yield database
    database.empty()


@pytest.fixture(scope="session")
def applications(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Applications]:
    """The applications that this worker has built."""
    applications = Applications(tmp_path_factory.mktemp("settings"))
    yield applications
    close_held_connection()
    applications.close()


@pytest.fixture
def make_settings(database: Database, tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Settings]:
    """``make_settings(tokens={"code_seconds": 10})``: the suite's settings with changes on top."""

    def make(**changes: Any) -> Settings:
        return write_settings(tmp_path_factory.mktemp("settings"), database.url, changes)

    return make


@pytest.fixture
def settings(app: Application) -> Settings:
    """The settings of ``app``."""
    return app.settings


@pytest.fixture
def make_app(applications: Applications, database: Database) -> Iterator[Callable[..., Application]]:
    """``make_app(sessions={"idle_minutes": 5})``: an application with these settings.

    Equal settings give the same application again, in other tests too. With ``own=True`` it is a new one, for tests
    that count what a fresh worker does, or that leave something behind in it.
    """
    built: list[Application] = []

    def make(*, own: bool = False, **changes: Any) -> Application:
        if not own:
            return applications.get(database.url, changes)
        app = applications.build(database.url, changes)
        built.append(app)
        return app

    yield make
    for app in built:
        close_held_connection()
        close_application(app)


@pytest.fixture
def app(make_app: Callable[..., Application]) -> Application:
    """The application with the suite's settings."""
    return make_app()


@pytest.fixture
def client(app: Application) -> PageClient:
    """A browser without JavaScript, at the issuer's own address."""
    client = app.test_client()
    assert isinstance(client, PageClient)
    return client


@pytest.fixture
def mailbox(app: Application, database: Database) -> Mailbox:
    """The mails that ``app`` has put into its outbox."""
    return Mailbox(database, app.secret_box)


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    """The time stands still at ``FROZEN_AT``; ``clock.shift(seconds)`` and ``clock.move_to(moment)`` set it."""
    with time_machine.travel(FROZEN_AT, tick=False) as traveller:
        yield traveller
