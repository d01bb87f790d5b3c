"""The frame alone, with trial pages and without the product's tables."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from idp.infrastructure.database import close_held_connection
from idp.infrastructure.web.application import Application
from tests.infrastructure.web.trial import make_trial
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


@pytest.fixture
def trial(make_trial_app: Callable[..., Application]) -> Application:
    """A trial with the suite's settings."""
    return make_trial_app()


@pytest.fixture
def browser(trial: Application) -> PageClient:
    """A browser at the trial."""
    client = trial.test_client()
    assert isinstance(client, PageClient)
    return client
