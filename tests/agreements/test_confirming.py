"""The link that confirms a consent: for the account's own session, once, and for what was not withdrawn."""

import re
from datetime import timedelta
from html import unescape
from urllib.parse import parse_qs, urlsplit

import pytest
from sqlalchemy import delete, select, update

from idp.accounts.models import Account
from idp.agreements import record_agreements
from idp.agreements.confirming import CONFIRM_WITHIN
from idp.agreements.models import Agreement
from idp.audit.models import AuditEvent
from idp.infrastructure.clock import current_time
from idp.infrastructure.one_time_links import OneTimeLink
from tests.factories.accounts import create_account
from tests.factories.actors import person_actor
from tests.factories.admissions import create_admission
from tests.factories.agreements import agreed_text
from tests.factories.registration_pages import open_link, register
from tests.factories.sessions import sign_in
from tests.factories.texts import text
from tests.provisioning.pages import forms_of

TEXTS = {"terms": text(), "news": text("marketing", "7", double_opt_in=True)}


@pytest.fixture
def app(make_app):
    return make_app(own=True, portals={"shop": {"name": "Shop", "texts": TEXTS}, "forum": None})


@pytest.fixture
def account(database, clock):
    account = create_account(database, language="de")
    create_admission(database, account, "shop", texts_agreed=("terms=1",))
    return account


@pytest.fixture
def client(app, database, account):
    client = app.test_client()
    sign_in(client, database, account)
    return client


@pytest.fixture
def link(client, mailbox):
    """The link of the mail that comes of agreeing on the account page."""
    form = next(each for each in forms_of(client.get("/account/agreements")) if each.action.endswith("/news/give"))
    client.post(form.action, data=form.fields)
    return mailbox.only.link


def state(database):
    return database.one(select(Agreement.state))


def words(page):
    return re.sub(r"<[^>]+>", "", page.text[page.text.index("<main") : page.text.index("</main>")])


def confirm(client, link):
    return client.submit(open_link(client, link))


def test_the_button_lets_it_count(client, database, account, link, clock):
    clock.shift(timedelta(hours=1))
    page = open_link(client, link)
    assert "Ich stimme zu: marketing." in page.text
    assert state(database) == "awaiting"

    assert page.status_code == 200
    assert account.email in words(page)
    assert database.one(select(OneTimeLink)).portal == "shop"

    confirmed = client.submit(page)
    assert "Einwilligung bestätigt" in confirmed.text
    assert "Marketing (de)" in confirmed.text
    assert 'href="/account/agreements"' in confirmed.text

    row = database.one(select(Agreement))
    assert (row.state, row.confirmed_at, row.agreed_at) == (
        "agreed",
        current_time(),
        current_time() - timedelta(hours=1),
    )
    event = database.one(select(AuditEvent).where(AuditEvent.action == "agreement.confirmed"))
    assert (event.subject, event.portal, event.details["text"], event.details["version"]) == (
        account.id,
        "shop",
        "news",
        "7",
    )


def test_the_mail_names_the_text_in_the_language_in_which_it_was_agreed_to(app, database, account, mailbox):
    agreed = agreed_text("news", "7", language="en", is_required=False, needs_confirmation=True)
    with app.test_request_context(base_url=app.settings.issuer), database.transaction() as session:
        record_agreements(session, account.id, "shop", [agreed], person_actor(account.id), way="sign_in")
    assert "Marketing" in mailbox.only.text
    assert "Marketing (de)" not in mailbox.only.text


def test_another_browser_is_led_to_the_sign_in_and_back(app, database, account, link):
    robot = app.test_client()

    page = open_link(robot, link)

    assert page.status_code == 200
    assert account.email in words(page)
    address = re.search(r'href="(/signin\?[^"]+)"', page.text)
    assert parse_qs(urlsplit(unescape(address[1])).query) == {
        "portal": ["shop"],
        "next": ["/account/agreements/confirm"],
        "account": ["other"],
        "email": [account.email],
    }
    assert all(form.action != "/account/agreements/confirm" for form in forms_of(page))
    assert state(database) == "awaiting"


def test_a_robot_that_opens_and_posts_confirms_nothing(app, database, link):
    robot = app.test_client()
    page = open_link(robot, link)
    token = forms_of(page)[0].fields["csrf_token"]

    assert robot.post("/account/agreements/confirm", data={"csrf_token": token}).status_code == 403
    assert state(database) == "awaiting"


def test_the_session_of_another_account_confirms_nothing(app, database, link):
    other = app.test_client()
    sign_in(other, database, create_account(database))
    page = open_link(other, link)
    token = forms_of(page)[0].fields["csrf_token"]

    assert other.post("/account/agreements/confirm", data={"csrf_token": token}).status_code == 403
    assert state(database) == "awaiting"


def test_it_works_once(client, link):
    confirm(client, link)

    again = open_link(client, link)
    assert again.status_code == 410
    assert "Bereits" in again.text


def test_it_expires(client, database, link, clock):
    clock.shift(CONFIRM_WITHIN)
    assert open_link(client, link).status_code == 410
    assert state(database) == "awaiting"


def test_a_consent_that_was_withdrawn_is_not_confirmed(client, database, link):
    page = open_link(client, link)
    form = next(each for each in forms_of(client.get("/account/agreements")) if each.action.endswith("/withdraw"))
    client.post(form.action, data=form.fields)

    assert client.submit(page).status_code == 410
    assert state(database) == "withdrawn"


@pytest.mark.parametrize(("state", "reason"), [("agreed", "Bereits erledigt"), ("withdrawn", "neuere E")])
def test_a_link_changes_nothing_but_a_consent_that_awaits_it(client, database, link, state, reason):
    """It counts without one where the operator has switched the confirmation off since."""
    page = open_link(client, link)
    at = current_time()
    with database.transaction() as session:
        session.execute(update(Agreement).values(state=state, withdrawn_at=at if state == "withdrawn" else None))

    answer = client.submit(page)

    assert answer.status_code == 410
    assert reason in answer.text
    row = database.one(select(Agreement))
    assert (row.state, row.confirmed_at) == (state, None)


def test_a_link_about_a_row_that_is_gone_leads_nowhere(client, database, link):
    with database.transaction() as session:
        session.execute(delete(Agreement))
    assert open_link(client, link).status_code == 404


def test_a_disabled_account_confirms_nothing(client, database, account, link):
    page = open_link(client, link)
    with database.transaction() as session:
        session.execute(update(Account).values(disabled_at=current_time()))

    assert client.submit(page).status_code == 403
    assert state(database) == "awaiting"


def test_a_tick_at_the_registration_is_confirmed_after_it(app, database, mailbox):
    """The mail goes out when there is an account, and the consent counts by its link alone."""
    browser = app.test_client()
    register(browser, path="/register?portal=shop", text_terms="y", text_news="y")
    assert [mail.message for mail in mailbox.mails] == ["confirm_registration"]
    browser.submit(open_link(browser, mailbox.only.link), follow_redirects=True)

    rows = database.rows(select(Agreement).order_by(Agreement.text))
    assert [(each.text, each.state, each.way) for each in rows] == [
        ("news", "awaiting", "registration"),
        ("terms", "agreed", "registration"),
    ]
    assert [mail.message for mail in mailbox.mails] == ["confirm_registration", "confirm_agreement"]


def test_without_the_tick_nothing_is_recorded_of_it(app, database, mailbox):
    browser = app.test_client()
    page = browser.get("/register?portal=shop")
    assert 'name="text_news"' in page.text
    assert " checked" not in page.text
    register(browser, path="/register?portal=shop", text_terms="y")
    browser.submit(open_link(browser, mailbox.only.link))

    assert database.rows(select(Agreement.text)) == ["terms"]
