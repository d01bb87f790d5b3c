"""A relying party that the browser is at."""

import pytest

from tests.factories.relying_parties import RelyingParty, create_relying_party
from tests.provisioning.databases import Database
from tests.provisioning.pages import PageClient


@pytest.fixture
def rp(database: Database, client: PageClient) -> RelyingParty:
    return create_relying_party(database, client)
