"""Fixtures for relying parties that run as their own programs against a provider that does too."""

from collections.abc import Generator, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.interop.browser_person import BrowserPerson
from tests.interop.http_person import HttpPerson
from tests.interop.programs import RUNNING
from tests.interop.provider import Person, Provider
from tests.provisioning.databases import create_postgresql_database, drop_postgresql_database


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """A failed test shows what the programs it used have printed."""
    report = yield
    if report.failed:
        report.sections += [(f"log of {program.name}", program.last_lines()) for program in RUNNING]
    return report


@pytest.fixture(autouse=True)
def _programs_end_with_their_test() -> Iterator[None]:
    """Stops what a failed test left running, once its log was shown."""
    before = list(RUNNING)
    yield
    for program in [each for each in RUNNING if each not in before]:
        program.stop()


@pytest.fixture(scope="session")
def provider_database(
    request: pytest.FixtureRequest, database_kind: str, worker_name: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    """URL of an empty database of a kind.

    What a relying party meets is the same on each: openid-client and express-openid-connect, the quickest, run on both.
    """
    if database_kind == "sqlite":
        yield f"sqlite:///{tmp_path_factory.mktemp('database')}/provider.sqlite3"
        return
    server, name = request.getfixturevalue("postgresql_server"), f"einlass_interop_{worker_name}"
    yield create_postgresql_database(server, name)
    drop_postgresql_database(server, name)


@pytest.fixture(scope="session")
def provider(provider_database: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Provider]:
    """This worker's provider."""
    provider = Provider.start(tmp_path_factory.mktemp("provider"), provider_database)
    yield provider
    provider.program.stop()


@pytest.fixture(scope="session")
def person(provider: Provider) -> Person:
    return provider.create_person()


@pytest.fixture(scope="session")
def chief(provider: Provider) -> Person:
    """Who administers the organizations that tests make, and signs in nowhere."""
    return provider.create_person()


@pytest.fixture
def visitor(person: Person) -> HttpPerson:
    """The person with a fresh browser that runs no scripts."""
    return HttpPerson(person)


@pytest.fixture
def browser_visitor(browser: Browser, person: Person) -> Iterator[BrowserPerson]:
    """The person with a fresh profile of Chromium."""
    context = browser.new_context(locale="en-GB")
    context.set_default_timeout(15_000)
    yield BrowserPerson(person, context.new_page())
    context.close()


@pytest.fixture(scope="module")
def log(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where a module's relying party prints to."""
    return tmp_path_factory.mktemp(request.module.__name__.rpartition(".")[2]) / "log"
