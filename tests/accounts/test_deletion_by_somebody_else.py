"""Whoever takes an account over may ask for its deletion; what the owner does to get it back takes that back, too."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from idp.accounts.deletion.execution import delete_due_accounts
from idp.accounts.models import Account
from idp.audit.models import AuditEvent
from idp.infrastructure.clock import current_time
from tests.factories.accounts import PASSWORD, create_account
from tests.factories.registration_pages import NEW_PASSWORD, open_link, request_reset
from tests.factories.sessions import sign_in
from tests.factories.sign_in_pages import try_password
from tests.provisioning.pages import forms_of

NEW = "fremd@example.test"


@pytest.fixture
def person(database, clock):
    return create_account(database, language="en", last_sign_in_at=current_time() - timedelta(days=30))


@pytest.fixture
def intruder(app, database, person):
    """A browser in which somebody else is signed in to the person's account."""
    browser = app.test_client()
    sign_in(browser, database, person)
    return browser


@pytest.fixture
def tidy(app):
    def do():
        with app.app_context():
            delete_due_accounts()

    return do


def ask_for_deletion(browser):
    page = browser.get("/account/deletion")
    number = next(number for number, form in enumerate(forms_of(page)) if form.action in {"", "/account/deletion"})
    fields = forms_of(page)[number].fields | {"confirm": "y"}
    headers = {"Origin": browser.application.settings.issuer, "Sec-Fetch-Site": "same-origin"}
    assert browser.post("/account/deletion", data=fields, headers=headers).status_code == 303


def change_address(browser, mailbox):
    page = browser.get("/account/email")
    number = next(number for number, form in enumerate(forms_of(page)) if "email" in form.fields)
    browser.submit(page, {"email": NEW}, form=number)
    browser.submit(open_link(browser, mailbox.to(NEW)[-1].link))


def undo_link(mailbox, person):
    text = next(mail.text for mail in mailbox.to(person.email) if mail.message == "email_change_notice")
    return re.search(r"https://\S+/undo/link/\S+", text)[0]


def delete_after(database):
    return database.one(select(Account.delete_after))


def cause(database):
    event = database.one(select(AuditEvent).where(AuditEvent.action == "deletion.cancelled"))
    return event.details["cause"]


@pytest.mark.threat(64)
def test_the_old_address_takes_the_deletion_back_with_the_change(client, database, intruder, person, mailbox):
    change_address(intruder, mailbox)
    ask_for_deletion(intruder)
    assert delete_after(database) is not None

    page = client.submit(open_link(client, undo_link(mailbox, person)))

    assert "Auch die angeforderte Löschung Ihres Kontos wurde zurückgenommen." in page.text
    assert delete_after(database) is None
    assert cause(database) == "email_change_undone"
    told = mailbox.to(person.email)[-1]
    assert told.message == "deletion_cancelled"
    assert "together with the change of the address" in told.text.replace("\n", " ")


def test_a_change_taken_back_is_silent_about_a_deletion_that_nobody_wanted(client, intruder, person, mailbox):
    change_address(intruder, mailbox)
    page = client.submit(open_link(client, undo_link(mailbox, person)))

    assert page.status_code == 200
    assert "Löschung" not in page.text
    assert not [mail for mail in mailbox.mails if mail.message == "deletion_cancelled"]


def test_a_new_password_by_a_mailed_link_takes_it_back(client, database, intruder, person, mailbox, clock, tidy):
    ask_for_deletion(intruder)
    request_reset(client, person.email)
    client.submit(open_link(client, mailbox.mails[-1].link), {"password": NEW_PASSWORD})

    assert delete_after(database) is None
    assert cause(database) == "password_reset"
    assert {mail.message for mail in mailbox.mails[-2:]} == {"password_changed", "deletion_cancelled"}
    told = next(mail for mail in mailbox.mails if mail.message == "deletion_cancelled")
    assert "because the password was reset with a link sent by e-mail" in told.text.replace("\n", " ")
    clock.shift(timedelta(days=15))
    tidy()
    assert database.count(Account) == 1


def test_asking_for_a_link_alone_takes_nothing_back(client, database, intruder, person, mailbox):
    ask_for_deletion(intruder)
    request_reset(client, person.email)
    open_link(client, mailbox.mails[-1].link)

    assert delete_after(database) is not None


def test_securing_the_account_takes_it_back_at_once(app, client, database, person, mailbox):
    stranger = app.test_client()
    try_password(stranger, person.email, PASSWORD)
    ask_for_deletion(stranger)
    text = next(mail.text for mail in mailbox.mails if mail.message == "new_device")
    client.submit(open_link(client, re.search(r"https://\S+/secure-account/\S+", text)[0]))

    assert delete_after(database) is None
    assert cause(database) == "account_secured"
    assert "because you have secured your account" in mailbox.mails[-1].text.replace("\n", " ")


@pytest.mark.parametrize("order", ["change first", "deletion first"])
def test_no_deletion_overtakes_the_way_back(make_app, database, person, mailbox, clock, order):
    """The operator lets accounts go after a day; the old address has three days."""
    app = make_app(accounts={"deletion_days": 1})
    intruder, client = app.test_client(), app.test_client()
    sign_in(intruder, database, person)
    steps = [lambda: change_address(intruder, mailbox), lambda: ask_for_deletion(intruder)]
    for step in steps if order == "change first" else reversed(steps):
        step()
    clock.shift(timedelta(days=2))
    with app.app_context():
        delete_due_accounts()
    assert database.count(Account) == 1

    client.submit(open_link(client, undo_link(mailbox, person)))

    assert delete_after(database) is None
    assert database.one(select(Account.email)) == person.email


def test_afterwards_it_is_deleted(app, database, intruder, mailbox, clock, tidy):
    change_address(intruder, mailbox)
    ask_for_deletion(intruder)
    clock.shift(timedelta(days=14))
    tidy()

    assert database.count(Account) == 0


def test_the_last_mail_offers_no_registration_where_there_is_none(make_app, database, clock, mailbox):
    app = make_app(portals={"shop": {"registration": {"open": False}}})
    create_account(database, delete_after=current_time(), language="en")
    with app.app_context():
        delete_due_accounts()

    assert "/register" not in mailbox.only.text + mailbox.only.html
    assert "Create a new account" not in mailbox.only.text + mailbox.only.html
