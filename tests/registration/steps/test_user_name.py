"""The user name that registration asks for: required or not, there again, and asked for a few times only."""

import re

import pytest
from sqlalchemy import select

from idp.accounts.models import Account
from idp.accounts.user_names import LONGEST_USER_NAME
from idp.actors import visitor
from idp.registration.models import Registration
from idp.registration.user_name import hit_user_name_limit
from idp.settings import ThrottleSettings
from tests.factories.accounts import create_account
from tests.factories.registration_pages import EMAIL, NEW_PASSWORD, open_link, register
from tests.factories.sessions import sign_in
from tests.provisioning.pages import forms_of

ONE = [["name", "email", "user_name", "password"]]
TWO = [["name", "email"], ["user_name", "password"]]
BEFORE = [["user_name"], ["name", "email", "password"]]
PERSON = {"given_name": "Grace", "family_name": "Neu", "email": EMAIL}
REFUSED = "Bitte verwenden Sie nur Buchstaben von A bis Z"
TOO_LONG = "Bitte geben Sie höchstens 64 Zeichen ein."
TAKEN = "Dieser Benutzername ist bereits vergeben."
TOO_MANY = "Zu viele Versuche."


@pytest.fixture
def browser(make_app):
    def at(pages, asked="chosen", **registration):
        shop = {"registration": {"pages": pages, "user_name": asked, "invitation": [["name", "user_name", "password"]]}}
        shop["registration"] |= registration
        return make_app(portals={"shop": shop}).test_client()

    return at


def ask_for_all_names(client, email):
    """Until no name is left that this address may ask for on this day."""
    with client.application.test_request_context(base_url=client.application.settings.issuer):
        settings = ThrottleSettings(address_attempts=1000)
        assert all(hit_user_name_limit("shop", email, visitor(), settings) for _ in range(20))
        assert not hit_user_name_limit("shop", email, visitor(), settings)


@pytest.mark.parametrize(
    ("asked", "name", "said"),
    [
        ("chosen", " ", REFUSED),
        ("chosen", "a" * (LONGEST_USER_NAME + 1), TOO_LONG),
        ("optional", "a" * (LONGEST_USER_NAME + 1), TOO_LONG),
        ("optional", "ada neu", REFUSED),
    ],
)
def test_what_is_no_name_is_refused(browser, asked, name, said):
    page = register(browser(ONE, asked), user_name=name)
    assert (page.status_code, said in page.text) == (422, True)


def test_white_space_around_the_longest_name_does_not_count(browser, database):
    register(browser(ONE), user_name=f" {'a' * LONGEST_USER_NAME} ")
    assert database.one(select(Registration.user_name)) == "a" * LONGEST_USER_NAME


@pytest.mark.parametrize("left", ["", " "])
def test_who_chooses_none_where_none_is_required_gets_none_and_asks_for_none(browser, database, mailbox, left):
    client = browser(ONE, "optional")
    create_account(database, email="x@example.test", username="xxxx")
    ask_for_all_names(client, EMAIL)
    register(client, user_name=left)
    client.submit(open_link(client, mailbox.only.link), follow_redirects=True)
    assert database.one(select(Account.username).where(Account.email == EMAIL)) is None


def test_the_field_says_what_it_is_for_as_long_as_no_name_was_lost(browser):
    text = browser(ONE).get("/register").text
    assert re.search(r'<label class="form-label" for="user_name">Benutzername</label>', text)
    assert 'id="user_name-hint">Damit melden Sie sich wie mit Ihrer' in text


def test_the_name_that_was_chosen_is_there_again(browser):
    client = browser(BEFORE)
    second = client.submit(client.get("/register"), {"user_name": "Ada.Neu"}, follow_redirects=True)
    first = client.get(second.request.path.replace("/page/2", "/page/1"))
    assert forms_of(first)[0].fields["user_name"] == "ada.neu"


def test_the_registration_that_holds_a_name_may_choose_it_again(browser, mailbox):
    client = browser([["name", "email"]], completion=[["user_name"], ["password"]])
    client.submit(client.get("/register"), PERSON)
    page = client.submit(open_link(client, mailbox.only.link), follow_redirects=True)
    client.submit(page, {"user_name": "ada"})
    assert client.submit(page, {"user_name": "ada"}).status_code == 303
    other = client.application.test_client()
    other.submit(other.get("/register"), PERSON | {"email": "eva@example.test"})
    page = other.submit(open_link(other, mailbox.mails[-1].link), follow_redirects=True)
    assert TAKEN in other.submit(page, {"user_name": "ada"}).text


@pytest.mark.threat(43)
def test_the_address_of_an_earlier_page_asks_for_a_few_names_only(browser):
    client = browser(TWO)
    second = client.submit(client.get("/register"), PERSON, follow_redirects=True)
    entry = {"user_name": "ada", "password": NEW_PASSWORD}
    ask_for_all_names(client, EMAIL)
    assert TOO_MANY in client.submit(second, entry).text


@pytest.mark.threat(43)
def test_the_account_that_asks_for_access_asks_for_a_few_names_only(browser, database):
    client = browser(ONE, approval="operators")
    account = create_account(database)
    sign_in(client, database, account)
    page = client.get("/register/account?portal=shop")
    ask_for_all_names(client, account.email)
    assert TOO_MANY in client.submit(page, {"user_name": "ada"}).text


def test_where_the_address_is_not_known_yet_none_is_counted(browser):
    client = browser(BEFORE)
    for number in range(22):
        page = client.submit(client.get("/register"), {"user_name": f"ada{number}"})
    assert page.status_code == 303
