"""A running trial and a house for each test worker."""

import secrets
from collections.abc import Iterator

import pytest

from tests.demo.trial import Trial, running_trial
from tests.interop.provider import Person
from tests.journeys.house import House, open_house
from tests.provisioning.databases import NewDatabase


@pytest.fixture(scope="session")
def trial(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Trial]:
    """This worker's trial; people who register there don't meet, because each has an address of their own."""
    with running_trial(tmp_path_factory.mktemp("trial")) as trial:
        yield trial


@pytest.fixture(scope="session")
def house(tmp_path_factory: pytest.TempPathFactory, new_database: NewDatabase) -> Iterator[House]:
    """This worker's house, whose people don't meet either."""
    with open_house(tmp_path_factory.mktemp("house"), new_database) as house:
        yield house


@pytest.fixture
def newcomer() -> Person:
    """Somebody who has no account yet."""
    address = f"nele.{secrets.token_hex(4)}@kunde.example"
    return Person(address, f"Zug-{secrets.token_urlsafe(9)}-nach-Husum-7", "Nele", "Neumann")
