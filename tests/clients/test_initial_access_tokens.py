"""An initial access token is used as often as it says, however many use it at one moment."""

import pytest
from sqlalchemy import select

from idp.clients.dynamic_registration.models import InitialAccessToken
from idp.clients.models import ClientRecord
from tests.factories.dynamic_clients import ask_to_register, issue_token
from tests.security.racing import race


@pytest.mark.each_kind
def test_parallel_uses_are_counted_one_by_one(client, database):
    token = issue_token(database, uses_allowed=3)

    statuses = race(10, lambda _: ask_to_register(client, token).status_code)

    assert sorted(statuses) == [201] * 3 + [401] * 7
    assert database.one(select(InitialAccessToken.uses)) == database.count(ClientRecord) == 3
