"""Whoever takes an account over may leave a recovery address behind, to come back by it once the owner feels safe."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from idp.accounts.models import Account, EmailChange
from idp.infrastructure.clock import current_time
from tests.factories.accounts import PASSWORD, create_account
from tests.factories.registration_pages import NEW_PASSWORD, open_link, request_reset
from tests.factories.sessions import sign_in
from tests.factories.sign_in_pages import try_password
from tests.provisioning.pages import forms_of

pytestmark = [pytest.mark.threat(55), pytest.mark.threat(63)]

LEFT_BEHIND = "fremd@example.test"


@pytest.fixture
def person(database, clock):
    return create_account(database, language="en", last_sign_in_at=current_time() - timedelta(days=30))


def leave_behind(database, person, *, since: timedelta):
    database.change(person, recovery_email=LEFT_BEHIND, recovery_email_verified_at=current_time() - since)


def recovery_email(database):
    return database.one(select(Account.recovery_email))


def reset_password(browser, person, mailbox):
    request_reset(browser, person.email)
    browser.submit(open_link(browser, mailbox.mails[-1].link), {"password": NEW_PASSWORD})


def test_a_reset_takes_an_address_back_that_could_not_be_used_yet(client, database, person, mailbox):
    leave_behind(database, person, since=timedelta(days=2))
    reset_password(client, person, mailbox)

    assert recovery_email(database) is None
    assert "recovery_email_changed" in {mail.message for mail in mailbox.to(person.email)}


def test_a_reset_keeps_one_that_the_owner_had_time_to_object_to(client, database, person, mailbox):
    leave_behind(database, person, since=timedelta(days=3))
    reset_password(client, person, mailbox)

    assert recovery_email(database) == LEFT_BEHIND


def test_nobody_comes_back_by_it_after_the_reset(app, client, database, person, mailbox, clock):
    leave_behind(database, person, since=timedelta(days=2))
    reset_password(client, person, mailbox)
    clock.shift(2 * 24 * 3600)
    told = len(mailbox.to(LEFT_BEHIND))

    request_reset(app.test_client(), person.email)

    assert len(mailbox.to(LEFT_BEHIND)) == told


@pytest.mark.threat(64)
def test_taking_a_change_of_address_back_takes_back_what_was_set_beside_it(app, client, database, person, mailbox):
    intruder = app.test_client()
    sign_in(intruder, database, person)
    page = intruder.get("/account/email")
    number = next(number for number, form in enumerate(forms_of(page)) if "email" in form.fields)
    intruder.submit(page, {"email": "fremd-2@example.test"}, form=number)
    leave_behind(database, person, since=timedelta(days=3, hours=10))
    database.change(database.one(select(EmailChange)), requested_at=current_time() - timedelta(days=3, hours=20))
    intruder.submit(open_link(intruder, mailbox.to("fremd-2@example.test")[-1].link))
    undo = re.search(r"https://\S+/undo/link/\S+", mailbox.to(person.email)[-1].text)[0]

    client.submit(open_link(client, undo))

    assert recovery_email(database) is None


def test_securing_the_account_takes_it_back(app, client, database, person, mailbox):
    try_password(app.test_client(), person.email, PASSWORD)
    leave_behind(database, person, since=timedelta(days=0))
    link = re.search(r"https://\S+/secure-account/\S+", mailbox.only.text)[0]

    client.submit(open_link(client, link))

    assert recovery_email(database) is None
