"""What an account has allowed a client: that account, and that client, alone."""

import pytest

from idp.consent.service import grant, granted_scopes, withdraw
from idp.infrastructure.database import transaction
from tests.factories.accounts import create_account
from tests.factories.clients import create_client


@pytest.fixture
def granted(app, database):
    """The ids of two accounts and two clients; each account has allowed each client a scope of its own."""
    accounts = [create_account(database).id for _ in range(2)]
    clients = [create_client(database).client_id for _ in range(2)]
    with app.app_context():
        with transaction() as session:
            for number, account_id in enumerate(accounts):
                for other, client_id in enumerate(clients):
                    grant(session, account_id, client_id, [f"scope-{number}-{other}"])
        yield accounts, clients


def scopes_of(granted):
    accounts, clients = granted
    return [[sorted(granted_scopes(account_id, client_id)) for client_id in clients] for account_id in accounts]


def test_each_client_has_what_each_account_has_allowed_it(granted):
    assert scopes_of(granted) == [[["scope-0-0"], ["scope-0-1"]], [["scope-1-0"], ["scope-1-1"]]]


def test_what_is_allowed_later_comes_beside_what_was_allowed_before(granted):
    (ada, _), (shop, _) = granted
    with transaction() as session:
        grant(session, ada, shop, ["email", "scope-0-0"])

    assert granted_scopes(ada, shop) == {"email", "scope-0-0"}


def test_taking_it_back_from_one_client_leaves_the_others_theirs(granted):
    (ada, _), (shop, _) = granted
    with transaction() as session:
        assert withdraw(session, ada, shop)

    assert scopes_of(granted) == [[[], ["scope-0-1"]], [["scope-1-0"], ["scope-1-1"]]]


def test_there_is_nothing_to_take_back_twice(granted):
    (ada, _), (shop, _) = granted
    with transaction() as session:
        assert withdraw(session, ada, shop)
        assert not withdraw(session, ada, shop)
