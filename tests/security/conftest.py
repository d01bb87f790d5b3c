"""A person who is signed in, a relying party that the browser is at, and the provider as it runs."""

from collections.abc import Callable, Iterator

import pytest

from idp.accounts.models import Account
from idp.sessions.models import SsoSession
from tests.factories.accounts import create_account
from tests.factories.relying_parties import RelyingParty, create_relying_party
from tests.factories.sessions import sign_in
from tests.provisioning.databases import Database
from tests.provisioning.pages import PageClient
from tests.security.serving import Served


@pytest.fixture
def person(database: Database) -> Account:
    return create_account(database)


@pytest.fixture
def session(client: PageClient, database: Database, person: Account) -> SsoSession:
    return sign_in(client, database, person)


@pytest.fixture
def rp(database: Database, client: PageClient) -> RelyingParty:
    return create_relying_party(database, client)


@pytest.fixture(scope="session")
def served_on(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[Database], Served]]:
    """The running provider of a database, started when it is first needed."""
    running: dict[str, Served] = {}

    def get(database: Database) -> Served:
        if database.kind not in running:
            running[database.kind] = Served.start(tmp_path_factory.mktemp("served"), database)
        return running[database.kind]

    yield get
    for served in running.values():
        served.program.stop()


@pytest.fixture
def served(served_on: Callable[[Database], Served], database: Database) -> Served:
    return served_on(database)
