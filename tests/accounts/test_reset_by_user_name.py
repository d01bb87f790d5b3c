"""A forgotten password, asked for by the user name."""

import re
from collections.abc import Callable

import pytest

from idp.accounts.models import Account
from idp.infrastructure.web.application import Application
from tests.factories.accounts import create_account
from tests.factories.registration_pages import NEW_PASSWORD, open_link, request_reset
from tests.factories.sign_in_pages import try_password
from tests.provisioning.databases import Database
from tests.provisioning.mailbox import Mailbox
from tests.provisioning.pages import PageClient

MakeApp = Callable[..., Application]


@pytest.fixture
def app(make_app: MakeApp) -> Application:
    return make_app(portals={"shop": {"user_names": True}}, throttle={"mails_per_address": 2})


@pytest.fixture
def person(database: Database) -> Account:
    return create_account(database, email="mira@example.test", username="mira")


def test_the_page_says_that_a_user_name_will_do(client: PageClient) -> None:
    assert "E‑Mail-Adresse oder Benutzername" in client.get("/password-reset").text


@pytest.mark.parametrize("typed", ["mira", " Mira ", "mira@example.test"])
def test_the_link_goes_to_the_accounts_address(
    client: PageClient, person: Account, mailbox: Mailbox, typed: str
) -> None:
    request_reset(client, typed)

    assert mailbox.only.recipient == person.email
    client.submit(open_link(client, mailbox.only.link), {"password": NEW_PASSWORD})
    assert try_password(client, "mira", NEW_PASSWORD, account="other").status_code == 303


@pytest.mark.threat(43)
def test_the_answer_is_the_same_whether_there_is_such_a_user_name_or_not(
    client: PageClient, person: Account, mailbox: Mailbox
) -> None:
    pages = [request_reset(client, name) for name in ("mira", "nele", "no one at all")]
    texts = [re.sub(r'value="[^"]*"|mira|nele|no one at all', "", page.text) for page in pages]

    assert [page.status_code for page in pages] == [200, 200, 200]
    assert texts[0] == texts[1] == texts[2]
    assert [mail.recipient for mail in mailbox.mails] == [person.email]


@pytest.mark.threat(47)
def test_every_name_of_an_account_counts_together(client: PageClient, person: Account, mailbox: Mailbox) -> None:
    for name in ("mira", "mira@example.test", "Mira"):
        request_reset(client, name)

    assert len(mailbox.mails) == 2


def test_elsewhere_a_user_name_is_refused_at_the_field(make_app: MakeApp, person: Account, mailbox: Mailbox) -> None:
    page = request_reset(make_app().test_client(), "mira")

    assert page.status_code == 422
    assert "vollständige E‑Mail-Adresse" in page.text
    assert mailbox.mails == []
