"""Pages that act by GET are declared, so that neither HEAD nor a browser that loads ahead makes them act.

Trial row F22.
"""

from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import urlencode, urlsplit

import pytest
from sqlalchemy import Connection, select
from werkzeug.test import TestResponse

from idp.accounts.models import Account
from idp.infrastructure.clock import current_time
from idp.infrastructure.database import Base
from idp.infrastructure.web.application import Application
from idp.infrastructure.web.prefetching import does_act_on_get
from idp.interactions import Interaction
from tests.factories.accounts import PASSWORD, create_account
from tests.factories.factors import create_recovery_codes
from tests.factories.links import OF_PAGE
from tests.factories.organizations import create_membership
from tests.factories.relying_parties import create_relying_party
from tests.factories.remembering import close, held, tick
from tests.factories.sessions import sign_in
from tests.factories.sign_in_pages import PASSWORD_FORM
from tests.provisioning.databases import Database
from tests.provisioning.pages import PageClient, forms_of
from tests.security.route_table import path_of, rules

PORTALS = {
    "shop": {"name": "Shop", "remember_me": {"offered": True}},
    "mailing": {"name": "Mailing", "second_factor": {"policy": "all", "grace_days": 0, "mailed_code": True}},
    "closed": {"name": "Closed", "registration": {"open": False}},
}
# Counters, and what only says that a session is in use.
_UNCOUNTED = frozenset({"rate_limit_counters", "cache_versions"})
_USE = frozenset({"last_seen_at"})
Rows = dict[str, list[tuple[Any, ...]]]


class Walk:
    """Opens pages, follows them within the provider, and notes the endpoints that changed a row."""

    def __init__(self, app: Application, connection: Connection) -> None:
        self.app, self.connection = app, connection
        self.acting: set[str] = set()
        self._version, self._seen = 0, Rows()

    def open(self, browser: PageClient, address: str, steps: int = 3) -> TestResponse:
        before = self._rows()
        answer = browser.get(address)
        assert answer.status_code < 500, address
        if self._rows() != before:
            self.acting.add(self._endpoint(address))
        location = answer.headers.get("Location", "")
        if location.startswith("/") and steps:
            return self.open(browser, location, steps - 1)
        return answer

    def _endpoint(self, address: str) -> str:
        endpoint, _ = self.app.url_map.bind("").match(urlsplit(address).path, "GET")
        return str(endpoint)

    def _rows(self) -> Rows:
        """All rows, read anew where another connection has written since (SQLite counts that for each connection)."""
        with self.connection.begin():
            version = self.connection.exec_driver_sql("PRAGMA data_version").scalar_one()
            if version != self._version:
                self._version, self._seen = version, self._read()
        return self._seen

    def _read(self) -> Rows:
        tables = [table for table in Base.metadata.sorted_tables if table.name not in _UNCOUNTED]
        return {
            table.name: sorted(
                map(tuple, self.connection.execute(select(*(each for each in table.c if each.name not in _USE)))),
                key=str,
            )
            for table in tables
        }


@pytest.fixture
def app(make_app: Callable[..., Application]) -> Application:
    return make_app(own=True, portals=PORTALS)


@pytest.fixture
def account(app: Application, database: Database) -> Account:
    """An account with everything that a page may show."""
    account = create_account(database, language="en")
    create_recovery_codes(database, account)
    return account


class Visit:
    """A browser at the provider, with the applications that it comes from."""

    def __init__(self, app: Application, database: Database, account: Account) -> None:
        self.app, self.database, self.account = app, database, account
        self.browser: PageClient = app.test_client()
        self.at = {key: create_relying_party(database, self.browser, portal=key) for key in PORTALS}
        self.administered = create_membership(database, account, role="administrator").organization_id

    def arrive(self) -> None:
        """Before each page."""

    def addresses(self) -> Iterator[str]:
        """Every page, in every interaction of this browser; every mailed link, which leads on to its page."""
        pages = [rule for rule in rules(self.app) if "GET" in (rule.methods or ())]
        yield f"/authorize?{urlencode(self.at['shop'].request())}"
        for rule in pages:
            if rule.arguments == {"organization_id"}:
                yield self.app.url_map.bind("").build(rule.endpoint, {"organization_id": self.administered})
                continue
            if "interaction_id" not in rule.arguments:
                yield path_of(self.app, rule)
                continue
            for key in self.interactions():
                yield self.app.url_map.bind("").build(rule.endpoint, {"interaction_id": key})
        for issue in OF_PAGE.values():
            with self.app.app_context(), self.database.transaction() as session:
                address = issue(session, self.account).url
            yield urlsplit(address).path

    def interactions(self) -> Iterator[str]:
        """One of each kind."""
        yield self._key(self.at["shop"].authorize(prompt="login"))
        yield self._key(self.browser.get("/signin?fresh=1&next=/account/security"))

    def _key(self, answer: TestResponse) -> str:
        return urlsplit(answer.location).path.split("/")[2]


class Unknown(Visit):
    """Without a session; in one interaction the right password was typed."""

    def arrive(self) -> None:
        close(self.browser)

    def interactions(self) -> Iterator[str]:
        yield from super().interactions()
        complete = self._key(self.at["shop"].authorize(prompt="login"))
        row = self.database.one(select(Interaction).where(Interaction.id == complete))
        pending = {
            "pending_account_id": self.account.id,
            "pending_amr": ["pwd", "otp"],
            "pending_since": current_time(),
        }
        self.database.change(row, **pending)
        yield complete
        self.arrive()
        page = self.browser.get(self.at["mailing"].authorize().location)
        page = self.browser.submit(page, {"email": self.account.email}, follow_redirects=True)
        yield self._key(self.browser.submit(page, {"password": PASSWORD}, form=PASSWORD_FORM))


class Remembered(Visit):
    """That remembers the account, and was closed before each page."""

    def arrive(self) -> None:
        if held(self.browser) is None:
            tick(self.browser, self.account)
        close(self.browser)


class SignedIn(Visit):
    """With a session."""

    def arrive(self) -> None:
        if self.browser.get("/account").status_code != 200:
            sign_in(self.browser, self.database, self.account)

    def interactions(self) -> Iterator[str]:
        yield from super().interactions()
        for portal in ("mailing", "closed"):
            yield self._key(self.at[portal].authorize())
        page = self.browser.get(self.at["shop"].authorize(prompt="select_account").location)
        number, chosen = next(
            (at, value)
            for at, form in enumerate(forms_of(page))
            for name, value in form.buttons
            if name == "session_id" and value
        )
        yield self._key(self.browser.submit(page, {"session_id": chosen}, number))


@pytest.mark.only_on("sqlite")
def test_the_pages_that_change_something_by_get_are_those_that_are_declared(
    app: Application, database: Database, account: Account
) -> None:
    """In a browser of each kind, every page is opened and all rows are compared with those before."""
    with database.engine.connect() as connection:
        walk = Walk(app, connection)
        for kind in (Unknown, Remembered, SignedIn):
            visit = kind(app, database, account)
            visit.arrive()
            for address in visit.addresses():
                visit.arrive()
                walk.open(visit.browser, address)

    assert sorted(walk.acting) == sorted(each for each in app.view_functions if does_act_on_get(app, each))


def test_a_head_of_the_sign_in_page_resumes_no_remembered_sign_in(
    app: Application, database: Database, account: Account
) -> None:
    """Its token would be used up by a look."""
    visit = Remembered(app, database, account)
    visit.arrive()
    before = held(visit.browser)
    address = visit.browser.get("/signin?account=other").location

    assert visit.browser.head(address.partition("?")[0]).status_code == 200
    assert held(visit.browser) == before
    assert visit.browser.get(address.partition("?")[0]).status_code == 303
