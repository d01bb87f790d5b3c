"""The frame alone, with trial pages and without the product's tables."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from idp.infrastructure.database import close_held_connection
from idp.infrastructure.logging import configure_logging
from idp.infrastructure.web.application import Application
from tests.infrastructure.web.trial import done, make_trial
from tests.provisioning.applications import close_application
from tests.provisioning.pages import PageClient


@pytest.fixture
def make_trial_app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[..., Application]]:
    """``make_trial_app(server={"issuer": …})``: a trial with these settings."""
    built: list[Application] = []

    def make(**changes: object) -> Application:
        folder: Path = tmp_path_factory.mktemp("trial")
        built.append(make_trial(folder, **changes))
        return built[-1]

    yield make
    close_held_connection()
    for app in built:
        close_application(app)


@pytest.fixture(scope="session")
def kept_trial(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Application]:
    """The trial that tests have in common: to build one takes longer than most of them."""
    app = make_trial(tmp_path_factory.mktemp("trial"))
    yield app
    close_held_connection()
    close_application(app)


@pytest.fixture
def trial(kept_trial: Application) -> Iterator[Application]:
    """A trial with the suite's settings, in which nothing was done yet."""
    done(kept_trial).clear()
    configure_logging(kept_trial.settings)
    yield kept_trial
    kept_trial.debug = False
    close_held_connection()


@pytest.fixture
def browser(trial: Application) -> PageClient:
    """A browser at the trial."""
    client = trial.test_client()
    assert isinstance(client, PageClient)
    return client
