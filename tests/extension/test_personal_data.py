"""What is kept of a table and told of it is a registration each, made by the package that owns the table."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from idp.accounts.models import Account
from idp.infrastructure.background.periodic_tasks import periodic_tasks_of
from idp.infrastructure.clock import current_time
from idp.infrastructure.one_time_links import OneTimeLink
from idp.infrastructure.personal_data import ExportSection, add_export_section
from idp.infrastructure.retention import RetentionRule, add_retention_rule
from idp.infrastructure.web.application import Application
from tests.factories.accounts import create_account
from tests.factories.sessions import sign_in
from tests.provisioning.databases import Database
from tests.provisioning.pages import PageClient

LINKS = ExportSection(
    "one_time_links", "Mailed links", "purpose created_at", order=200, owner="subject", labels={"purpose": "Made for"}
)


@pytest.fixture
def app(make_app: Callable[..., Application]) -> Application:
    app = make_app(own=True)
    add_export_section(app, LINKS)
    add_retention_rule(app, RetentionRule(OneTimeLink.created_at, lambda _: timedelta(hours=1)))
    return app


@pytest.fixture
def account(database: Database) -> Account:
    return create_account(database, language="en")


@pytest.fixture
def link(account: Account, database: Database) -> OneTimeLink:
    link = OneTimeLink(
        purpose="postcard", subject=account.id, token_hash="x", expires_at=current_time() + timedelta(days=1)
    )
    database.save(link)
    return link


@pytest.fixture
def browser(app: Application, account: Account, database: Database) -> PageClient:
    """The browser of the account's person, who is signed in."""
    browser = app.test_client()
    sign_in(browser, database, account)
    return browser


@pytest.mark.usefixtures("link")
def test_its_rows_are_told_to_their_person(browser: PageClient) -> None:
    told = browser.get("/account/export/einlass.json").get_json()

    assert [row["purpose"] for row in told["one_time_links"]] == ["postcard"]


@pytest.mark.usefixtures("link")
def test_its_words_stand_on_the_readable_page(browser: PageClient) -> None:
    page = browser.get("/account/export/readable").text

    assert "Mailed links" in page
    assert "Made for" in page


def test_its_rows_go_when_their_time_is_over(app: Application, database: Database, link: OneTimeLink) -> None:
    database.change(link, created_at=current_time() - timedelta(hours=2))
    with app.app_context():
        for task in periodic_tasks_of(app):
            task()

    assert database.count(OneTimeLink) == 0
