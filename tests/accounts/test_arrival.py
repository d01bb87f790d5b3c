"""The account's pages lead back to where their person came from, and look like it.

Trial, pages: improvement 6.
"""

import re
from collections.abc import Callable
from html import unescape

import pytest

from idp.accounts.models import Account
from idp.infrastructure.web.application import Application
from tests.factories.accounts import create_account
from tests.factories.relying_parties import RelyingParty, create_relying_party
from tests.factories.sessions import sign_in
from tests.provisioning.databases import Database
from tests.provisioning.pages import PageClient


@pytest.fixture
def person(client: PageClient, database: Database) -> Account:
    account = create_account(database, language="en")
    sign_in(client, database, account)
    return account


def come_from(client: PageClient, database: Database, portal: str, **values: object) -> RelyingParty:
    """The person enters an application of the portal."""
    rp = create_relying_party(database, client, portal=portal, **values)
    assert rp.authorize().status_code == 303
    return rp


def test_who_came_from_nowhere_goes_back_to_the_first_portal(client, person):
    """Trial, pages: improvement 6."""
    page = client.get("/account").text

    assert 'href="https://shop.example.test/">' in page
    assert "Back to Beispiel-Shop" in page


@pytest.mark.parametrize("path", ["/account", "/account/security", "/account/security/passkeys", "/account/history"])
def test_the_way_back_is_on_each_page_and_leads_where_the_person_came_from(client, database, person, path):
    """Trial, pages: improvement 6."""
    come_from(client, database, "forum")
    page = client.get(path).text

    assert "Back to Example Forum" in page
    assert 'href="https://forum.example.test/">' in page
    assert "– Example Forum</title>" in page


def test_the_last_portal_counts(client, database, person, clock):
    """Trial, pages: improvement 6."""
    come_from(client, database, "forum")
    clock.shift(60)
    come_from(client, database, "shop")

    assert "Back to Beispiel-Shop" in client.get("/account").text


def test_another_session_of_the_same_person_came_from_elsewhere(client, database, person):
    """Trial, pages: improvement 6."""
    come_from(client, database, "forum")
    other = client.application.test_client()
    sign_in(other, database, person)

    assert "Back to Beispiel-Shop" in other.get("/account").text


def test_a_portal_without_an_address_leads_back_to_the_application(
    make_app: Callable[..., Application], database: Database
) -> None:
    """Without either there is no link: the page invents none.

    Trial, pages: improvement 6."""
    browser = make_app(portals={"shop": {"url": None}}).test_client()
    sign_in(browser, database, create_account(database, language="en"))
    assert "Back to" not in browser.get("/account").text

    come_from(browser, database, "shop", client_name="Orders", client_uri="https://shop.example.test/orders")
    page = browser.get("/account").text
    assert 'href="https://shop.example.test/orders">' in page
    assert "Back to Orders" in page


def test_the_menu_is_in_groups_with_signing_out_apart(client, person):
    """Trial, pages: improvement 6."""
    page = client.get("/account/security").text
    menu = page[page.index('class="menu-group"') : page.index("<main")]
    places = [menu.index(words) for words in ("Profile", "Security", "Activity", "Data and deletion", "Sign out")]

    assert places == sorted(places)
    for words in ("Password", "Passkeys", "Two-factor authentication", "Devices and sign-ins"):
        assert places[1] < menu.index(f"<span>{words}</span>") < places[2]
    assert menu.index('class="menu-apart"') > places[3]
    assert menu.count("aria-current") == 1


@pytest.mark.parametrize("path", ["/account", "/account/history"])
def test_another_account_signs_in_at_the_portal_of_the_page(client, database, person, path):
    """Not at the first one, whose look and rules may differ."""
    come_from(client, database, "forum")

    links = re.findall(r'href="([^"]*[?&]account=[^"]*)"', unescape(client.get(path).text))

    assert links
    assert all("portal=forum" in link for link in links)
