"""pytest's hooks and fixtures for the parts of a test run."""

import gc
import os
import sys
from collections.abc import Generator, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Playwright, sync_playwright

from tests.provisioning import network
from tests.provisioning.apache import Apache, get_apache
from tests.provisioning.chromium import launch_chromium
from tests.provisioning.firefox import launch_firefox
from tests.provisioning.node import get_node_modules, lend_playwright_node
from tests.provisioning.postgresql import start_postgresql, stop_postgresql
from tests.provisioning.run_folder import RunFolder
from tests.provisioning.valkey import start_valkey

RUN_FOLDER = pytest.StashKey[RunFolder]()


def pytest_configure(config: pytest.Config) -> None:
    # Modules with rewritten asserts are kept for the next run, also where container images forbid it to Python.
    sys.dont_write_bytecode = False
    network.refuse_outgoing_connections()
    lend_playwright_node()
    worker_input: dict[str, Any] | None = getattr(config, "workerinput", None)
    config.stash[RUN_FOLDER] = RunFolder(Path(worker_input["run_folder"])) if worker_input else RunFolder.create()


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: object) -> None:
    node.workerinput["run_folder"] = str(node.config.stash[RUN_FOLDER].path)  # type: ignore[attr-defined]  # xdist's


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_collection() -> Generator[None, object, object]:
    """What is collected stays to the end: the garbage collector need not look at it, now or later."""
    gc.disable()
    try:
        return (yield)
    finally:
        gc.collect()
        gc.freeze()
        gc.set_threshold(20_000, 20, 50)
        gc.enable()


def pytest_unconfigure(config: pytest.Config) -> None:
    if hasattr(config, "workerinput") or RUN_FOLDER not in config.stash:
        return
    run_folder = config.stash[RUN_FOLDER]
    stop_postgresql(run_folder.facts("postgresql") or {})
    run_folder.remove()


@pytest.fixture(autouse=True)
def no_outgoing_connection() -> Iterator[None]:
    """Fails a test whose code tried to reach another machine, even when that code swallowed the refusal."""
    network.attempts.clear()
    yield
    tried, network.attempts[:] = list(network.attempts), []
    assert not tried, f"tried to reach other machines: {tried}"


@pytest.fixture(scope="session")
def run_folder(pytestconfig: pytest.Config) -> RunFolder:
    """The folder of this test run, shared by its workers."""
    return pytestconfig.stash[RUN_FOLDER]


@pytest.fixture(scope="session")
def worker_name() -> str:
    """Name of this worker, fit for file and database names."""
    return os.environ.get("PYTEST_XDIST_WORKER", "single")


@pytest.fixture(scope="session")
def postgresql_server(run_folder: RunFolder) -> str:
    """URL of the maintenance database of the run's PostgreSQL server, for a superuser."""
    return run_folder.once("postgresql", start_postgresql)["url"]


@pytest.fixture(scope="session")
def valkey_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """``valkey://`` URL of this worker's Valkey server."""
    server = start_valkey(tmp_path_factory.mktemp("valkey"))
    yield f"valkey://127.0.0.1:{server.port}"
    server.stop()


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    """What drives this worker's browsers."""
    with sync_playwright() as playwright:
        yield playwright


@pytest.fixture(scope="session")
def chromium(playwright: Playwright) -> Iterator[Browser]:
    """A running headless Chromium."""
    started = launch_chromium(playwright)
    yield started
    started.close()


@pytest.fixture(scope="session")
def firefox(playwright: Playwright) -> Iterator[Browser]:
    """A running headless Firefox."""
    started = launch_firefox(playwright)
    yield started
    started.close()


@pytest.fixture
def browser(request: pytest.FixtureRequest) -> Browser:
    """The browser of this test, in which it opens a context: Chromium, or the one that it names by a parameter."""
    name: str = getattr(request, "param", "chromium")
    started: Browser = request.getfixturevalue(name)
    return started


@pytest.fixture(scope="session")
def node_modules() -> Path:
    """``tests/interop/node_modules``, complete."""
    return get_node_modules()


@pytest.fixture(scope="session")
def apache() -> Apache:
    """The Apache that can be a relying party."""
    return get_apache()
