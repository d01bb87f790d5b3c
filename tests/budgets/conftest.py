"""A worker that is warm, with a person signed in at a relying party, and a way to see what a request costs."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

import pytest
from werkzeug.test import TestResponse

from idp.infrastructure.database import connection, db
from idp.infrastructure.database.hot_connections import hot_connection
from idp.infrastructure.web.application import Application
from tests.budgets.calls import watch_calls
from tests.budgets.statements import count_commits, watch_statements
from tests.factories.accounts import create_account
from tests.factories.relying_parties import RelyingParty, create_relying_party
from tests.factories.sessions import sign_in
from tests.provisioning.databases import Database


@dataclass(frozen=True)
class Cost:
    """What one request did."""

    response: TestResponse
    statements: list[str]
    calls: Counter[str]

    @property
    def commits(self) -> int:
        return count_commits(self.statements)


@pytest.fixture
def app(make_app: Callable[..., Application]) -> Application:
    """A worker of its own that trusts its copies of clients and keys as long as any may."""
    return make_app(own=True, database={"cache_check_seconds": 60})


@pytest.fixture
def rp(app: Application, database: Database) -> RelyingParty:
    browser = app.test_client()
    sign_in(browser, database, create_account(database))
    return create_relying_party(database, browser)


@pytest.fixture
def tokens(rp: RelyingParty) -> dict[str, str]:
    """Tokens of one sign-in. Everything that a worker reads once has been read by then."""
    return rp.obtain_tokens(scope="openid profile email")


@pytest.fixture
def cost_of(app: Application) -> Callable[[Callable[[], TestResponse]], Cost]:
    """``cost_of(lambda: rp.userinfo(token))``."""

    def measure(send: Callable[[], TestResponse]) -> Cost:
        with app.app_context():
            engine, held = db.engine, (connection().connection.dbapi_connection, hot_connection().driver())
        with watch_statements(engine, *held) as statements, watch_calls() as calls:
            response = send()
        return Cost(response, statements, calls)

    return measure
