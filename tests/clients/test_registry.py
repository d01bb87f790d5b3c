"""Clients as each worker keeps them: found by their id, with their own secrets, as long as these hold."""

from datetime import timedelta

import pytest

from idp.clients.models import ClientSecret
from idp.clients.registry import check_no_secret, find_client, find_registered_client
from idp.infrastructure.clock import current_time
from idp.infrastructure.ids import digest
from tests.factories.clients import change_client, create_client

SECOND = timedelta(seconds=1)


@pytest.fixture
def app(make_app, clock):
    app = make_app(own=True)
    with app.app_context():
        yield app


def test_a_client_is_found_by_its_id(app, database):
    shop, forum = create_client(database, client_name="Shop"), create_client(database, client_name="Forum")

    assert [find_client(each.client_id).name for each in (shop, forum)] == ["Shop", "Forum"]


@pytest.mark.parametrize("client_id", [None, "", "unknown", "un\0known"])
def test_an_unknown_one_is_not_found(app, database, client_id):
    create_client(database)

    assert find_client(client_id) is None


def test_a_client_is_read_once_and_again_after_a_change(app, database):
    shop = create_client(database, client_name="Shop")
    found = find_registered_client(shop.client_id)
    assert find_registered_client(shop.client_id) is found

    change_client(database, shop, client_name="Store", disabled_at=current_time())
    again = find_client(shop.client_id)
    assert (found.metadata.enabled, again.enabled, again.name) == (True, False, "Store")


def test_each_client_has_its_own_secrets(app, database):
    shop, forum = create_client(database), create_client(database)
    found = find_registered_client(shop.client_id)

    assert found.has_secret(shop.secret, current_time())
    assert not found.has_secret(forum.secret, current_time())
    assert len(found.secrets) == 1


def test_one_of_several_secrets_is_enough_as_long_as_it_holds(app, database):
    shop = create_client(database)
    now = current_time()
    database.save(ClientSecret(client_id=shop.client_id, secret_hash=digest("newer"), expires_at=now + SECOND))
    found = find_registered_client(shop.client_id)

    assert [found.has_secret("newer", now + wait) for wait in (timedelta(0), SECOND, 2 * SECOND)] == [
        True,
        False,
        False,
    ]
    assert found.has_secret(shop.secret, now + 2 * SECOND)


@pytest.mark.parametrize("secret", ["", "guess", "there is no such client"])
def test_a_client_that_does_not_exist_has_no_secret(secret):
    assert not check_no_secret(secret)
