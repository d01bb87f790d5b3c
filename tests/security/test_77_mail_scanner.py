"""Threat 77: programs that open every link of a mail, some of them pressing what they find."""

import pytest
from sqlalchemy import select

from idp.accounts.models import Account
from idp.infrastructure.one_time_links import OneTimeLink
from tests.factories.registration_pages import EMAIL, NEW_PASSWORD, open_link, register, request_reset
from tests.factories.sign_in_pages import try_password

pytestmark = pytest.mark.threat(77)


def scan(app, link):
    """What scanners do: HEAD and GET, several times, with and without cookies."""
    path = link.removeprefix("https://id.example.test")
    for use_cookies in (True, False):
        scanner = app.test_client(use_cookies=use_cookies)
        for method in ("HEAD", "GET", "OPTIONS", "GET"):
            scanner.open(path, method=method, follow_redirects=method != "OPTIONS")


def test_scanning_a_confirmation_consumes_nothing(app, client, database, mailbox):
    register(client)

    scan(app, mailbox.only.link)

    assert database.count(Account) == 0
    assert database.one(select(OneTimeLink.state)) == "open"
    client.submit(open_link(client, mailbox.only.link))
    assert database.count(Account) == 1


def test_opening_the_link_in_the_browser_that_registered_is_not_confirming_either(client, database, mailbox):
    """Browsers load ahead what a person may want to open."""
    register(client)

    for method in ("HEAD", "GET"):
        client.open("/register/confirm/" + mailbox.only.link.rsplit("/", 1)[1], method=method, follow_redirects=True)

    assert database.count(Account) == 0


def test_a_scanner_that_presses_the_button_confirms_nothing(app, client, database, mailbox):
    """It is another browser than the one that registered, and does not know the password."""
    register(client)
    scanner = app.test_client()

    scanner.submit(open_link(scanner, mailbox.only.link))

    assert database.count(Account) == 0


def test_scanning_a_reset_consumes_nothing(app, client, database, person, mailbox):
    request_reset(client, person.email)

    scan(app, mailbox.only.link)

    assert client.submit(open_link(client, mailbox.only.link), {"password": NEW_PASSWORD}).status_code == 303


def test_the_typed_code_works_when_the_link_was_burnt(app, client, database, mailbox):
    page = register(client)
    code = mailbox.only.code

    answer = client.submit(page, {"code": f" {code[:3]} {code[3:]} "})

    assert answer.status_code == 303
    assert database.one(select(Account.email)) == EMAIL
    assert try_password(client, EMAIL, NEW_PASSWORD).status_code == 303


def test_the_code_works_in_the_browser_that_registered_alone(app, client, database, mailbox):
    page = register(client)
    thief = app.test_client()
    own = register(thief, email="thief@example.test")
    form = {"code": mailbox.to(EMAIL)[0].code}

    answer = thief.post(
        f"{page.request.path}/code",
        data=form | {"csrf_token": own.text.split('name="csrf_token" type="hidden" value="')[1].split('"')[0]},
    )

    assert answer.status_code == 404
    assert database.count(Account) == 0


def test_the_page_behind_a_link_carries_no_token(client, mailbox):
    register(client)
    token = mailbox.only.link.rsplit("/", 1)[1]
    page = open_link(client, mailbox.only.link)

    assert page.request.path == "/register/confirm"
    assert token not in page.text
    assert page.headers["Referrer-Policy"] == "no-referrer"
