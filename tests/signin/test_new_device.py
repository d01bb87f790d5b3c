"""What follows a sign-in on a device that the account was never used on."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from idp.accounts.models import Account
from idp.audit.models import AuditEvent
from idp.infrastructure.clock import now
from idp.infrastructure.one_time_links import OneTimeLink
from idp.sessions import BrowserSession
from idp.sessions.models import Device
from tests.factories.accounts import PASSWORD, create_account
from tests.factories.sign_in_pages import try_password
from tests.provisioning.applications import ISSUER

NEW_PASSWORD = "ziegel-Lampe-rot-77"


@pytest.fixture
def person(database, clock):
    """Somebody who has signed in before."""
    return create_account(database, last_sign_in_at=now() - timedelta(days=30))


@pytest.fixture
def stranger(app):
    """Another browser."""
    return app.test_client()


@pytest.fixture
def links(stranger, person, mailbox):
    """The local addresses in the mail about the stranger's sign-in: it was me, secure my account."""
    try_password(stranger, person.email, PASSWORD)
    return [each.removeprefix(ISSUER) for each in re.findall(r"https://\S+/new-device/\S+", mailbox.only.text)]


def test_the_owner_is_told(links, mailbox, person):
    mail = mailbox.only

    assert (mail.message, mail.recipient) == ("new_device", person.email)
    assert "203.0.113.7" in mail.text
    assert "20. November 2026, 13:00" in mail.text
    assert [each.rpartition("/")[2] for each in links] == ["it-was-me", "secure"]


def test_a_known_device_is_not_worth_a_mail(client, person, mailbox):
    for _ in range(3):
        try_password(client, person.email, PASSWORD, fresh="1")

    assert len(mailbox.mails) == 1


def test_the_very_first_sign_in_is_not_worth_a_mail(client, database, clock, mailbox):
    try_password(client, create_account(database).email, PASSWORD)

    assert not mailbox.mails


def test_a_wrong_password_is_not_worth_a_mail(client, person, mailbox):
    try_password(client, person.email, "wrong-Password-1")

    assert not mailbox.mails


def test_another_persons_known_device_is_unknown_to_this_one(client, database, person, mailbox):
    try_password(client, create_account(database).email, PASSWORD)
    try_password(client, person.email, PASSWORD, fresh="1")

    assert mailbox.only.recipient == person.email


@pytest.mark.threat(77)
def test_opening_the_links_changes_nothing(client, database, links):
    for link in links:
        assert client.get(link, follow_redirects=True).status_code == 200

    assert database.one(select(OneTimeLink.used_at)) is None
    assert database.one(select(BrowserSession.ended_at)) is None


def test_it_was_me(client, database, links):
    page = client.get(links[0], follow_redirects=True)
    done = client.submit(page)

    assert done.status_code == 200
    assert "Vielen Dank" in done.text
    assert database.one(select(BrowserSession.ended_at)) is None
    assert "device.confirmed" in {each.action for each in database.rows(select(AuditEvent))}
    assert client.get(links[1], follow_redirects=True).status_code == 410


def test_securing_the_account_ends_everything_at_once(client, database, stranger, person, links):
    device = database.one(select(Device))
    database.change(device, trusted_until=now() + timedelta(days=9))
    page = client.get(links[1], follow_redirects=True)
    answer = client.submit(page)

    assert answer.location == "/password-reset/new"
    assert stranger.get("/").status_code == 303
    assert database.one(select(Device.trusted_until)) is None
    assert try_password(stranger, person.email, PASSWORD).status_code == 422


def test_it_goes_on_to_a_new_password_and_to_the_second_factors(client, database, person, links):
    page = client.submit(client.get(links[1], follow_redirects=True), follow_redirects=True)
    done = client.submit(page, {"password": NEW_PASSWORD}, follow_redirects=True)
    sign_in = re.search(r'href="(/signin/int_[^"]+)"', done.text)
    assert sign_in
    page = client.get(sign_in[1])
    page = client.submit(page, {"email": person.email}, follow_redirects=True)

    assert client.submit(page, {"password": NEW_PASSWORD}, form=1).location == "/account/security"


def test_the_link_is_good_once(client, app, links):
    page = client.get(links[1], follow_redirects=True)
    other = app.test_client()
    second = other.get(links[1], follow_redirects=True)
    client.submit(page)

    assert other.submit(second).status_code == 410


def test_the_link_expires(client, links, clock):
    clock.shift(timedelta(days=3))
    page = client.get(links[1], follow_redirects=True)

    assert page.status_code == 410
    assert "abgelaufen" in page.text


def test_a_link_that_was_never_sent_is_explained(client):
    assert client.get("/new-device/link/made-up/secure", follow_redirects=True).status_code == 404


@pytest.mark.parametrize("change", [{"email": "other@example.test"}, {"disabled_at": now()}])
def test_the_link_ends_with_the_address_it_was_sent_to(client, database, person, links, change):
    database.change(database.one(select(Account)), **change)

    assert client.get(links[1], follow_redirects=True).status_code == 404
