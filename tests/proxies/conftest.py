"""Fixtures for a provider behind the documented proxies."""

from collections.abc import Callable, Iterator

import pytest

from tests.provisioning.databases import Database
from tests.provisioning.run_folder import RunFolder
from tests.proxies.documented import BEHIND_EACH
from tests.proxies.front import Front, serving_behind_a_proxy


@pytest.fixture(scope="module")
def front(run_folder: RunFolder, database_of: Callable[[str], Database]) -> Iterator[Front]:
    """A provider whose proxy the test starts."""
    with serving_behind_a_proxy(run_folder.path, database_of("sqlite")) as front:
        yield front


@pytest.fixture(scope="module", params=BEHIND_EACH, ids=str)
def proxied(request: pytest.FixtureRequest, front: Front) -> Iterator[Front]:
    """A provider behind each of the proxies, with its documented block."""
    with front.proxied(request.param):
        yield front
