"""A person who is signed in, and a relying party that the browser is at."""

import pytest

from idp.accounts.models import Account
from idp.sessions.models import SsoSession
from tests.factories.accounts import create_account
from tests.factories.relying_parties import RelyingParty, create_relying_party
from tests.factories.sessions import sign_in
from tests.provisioning.databases import Database
from tests.provisioning.pages import PageClient


@pytest.fixture
def person(database: Database) -> Account:
    return create_account(database)


@pytest.fixture
def session(client: PageClient, database: Database, person: Account) -> SsoSession:
    return sign_in(client, database, person)


@pytest.fixture
def rp(database: Database, client: PageClient) -> RelyingParty:
    return create_relying_party(database, client)
