"""The scene for the fuzzers: people, clients and tokens, so that what is nearly right is nearly right indeed."""

from collections.abc import Callable
from dataclasses import dataclass

import pytest

from idp.accounts.models import Account
from tests.factories.accounts import create_account
from tests.factories.relying_parties import RelyingParty, create_relying_party
from tests.factories.sessions import sign_in
from tests.provisioning.databases import Database
from tests.provisioning.pages import PageClient

# Written by design while refusing: what was tried, and how often.
BOOKKEEPING = frozenset({"rate_limit_counters", "audit_events", "cache_versions"})


@dataclass
class Scene:
    """Somebody signed in with ``browser``, ``rp`` with live tokens, and ``public``, a client without a secret."""

    browser: PageClient
    stranger: PageClient
    person: Account
    rp: RelyingParty
    public: RelyingParty
    code: str
    tokens: dict[str, str]
    count_rows: Callable[[], dict[str, int]]


@pytest.fixture
def scene(client: PageClient, database: Database) -> Scene:
    person = create_account(database)
    sign_in(client, database, person)
    rp = create_relying_party(database, client)
    public = create_relying_party(database, client, token_endpoint_auth_method="none", consent="explicit")
    tokens = rp.obtain_tokens(scope="openid profile email offline_access")
    stranger = client.application.test_client(use_cookies=False)
    assert isinstance(stranger, PageClient)
    return Scene(client, stranger, person, rp, public, rp.obtain_code(), tokens, lambda: count_rows(database))


def count_rows(database: Database) -> dict[str, int]:
    """How many rows every table has, but for the bookkeeping."""
    return database.row_counts(left_out=BOOKKEEPING)
