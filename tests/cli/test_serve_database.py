"""`idp serve` beside a PostgreSQL that ends its connections."""

from concurrent.futures import ThreadPoolExecutor

import pytest
import requests

from idp.infrastructure.clock import current_time
from tests.factories.accounts import create_account
from tests.factories.authorizations import create_authorization, give_refresh_token
from tests.factories.clients import create_client
from tests.security.serving import Served

pytestmark = pytest.mark.only_on("postgresql")
AT_ONCE, REQUESTS = 24, 120


@pytest.fixture
def served(database, tmp_path):
    running = Served.start(tmp_path, database)
    yield running
    running.program.stop()


@pytest.fixture
def ask(served, database):
    """``ask()``: the statuses of many requests at once, of every kind, over all workers and threads."""
    client, account = create_client(database), create_account(database)
    tokens = iter(
        [
            str(
                give_refresh_token(
                    database,
                    create_authorization(
                        database,
                        client,
                        account_id=account.id,
                        subject=account.id,
                        created_at=current_time(),
                        scope=("openid",),
                    ),
                )
            )
            for _ in range(REQUESTS)
        ]
    )

    def send(number):
        if number % 3 == 0:
            answer = served.post("/token", {"grant_type": "refresh_token", "refresh_token": next(tokens)}, client)
        elif number % 3 == 1:
            answer = served.post("/introspect", {"token": "authz_" + "0" * 32 + ".x"}, client)
        else:
            answer = requests.get(f"{served.issuer}/signin?portal=shop", timeout=20)
        return answer.status_code

    def act():
        with ThreadPoolExecutor(AT_ONCE) as threads:
            return list(threads.map(send, range(REQUESTS)))

    return act


def test_no_request_fails_once_the_database_is_back(ask, database):
    """All connections of all threads are cut; each thread finds out before it sends a statement. Trial row F21."""
    assert set(ask()) == {200}

    database.cut_connections()

    assert set(ask()) == {200}
