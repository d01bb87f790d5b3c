"""A person of two organizations at two portals: switched without a page, and without third-party cookies."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Playwright, Request

from tests.factories.organizations import create_organization, give_at_portal, join
from tests.journeys.guest import Guest, arriving_without_third_party_cookies
from tests.journeys.house import House
from tests.journeys.portals import Portal, open_portals
from tests.journeys.third_party import sends_third_party_cookies
from tests.provisioning.chromium import launch_profile

pytestmark = pytest.mark.journey


@pytest.fixture(scope="module")
def portals(house: House) -> Iterator[tuple[Portal, Portal]]:
    """The second one follows the session at a refresh."""
    with open_portals(house, organization_at_refresh="follows") as portals:
        yield portals


@pytest.fixture
def guest(playwright: Playwright, house: House, tmp_path: Path) -> Iterator[Guest]:
    with arriving_without_third_party_cookies(playwright, tmp_path / "profile", house, "switching", "en") as guest:
        yield guest


def told(guest: Guest) -> dict[str, Any]:
    """What the portal of this page was told by userinfo."""
    claims: dict[str, Any] = json.loads(guest.page.locator("#userinfo").text_content() or "")
    return claims


def test_this_browser_refuses_third_party_cookies_and_another_one_does_not(
    playwright: Playwright, guest: Guest, tmp_path: Path
) -> None:
    """The control of the journey below."""
    assert not sends_third_party_cookies(guest.page.context)
    open_to_all = launch_profile(playwright, tmp_path / "open", allows_third_party_cookies=True)
    assert sends_third_party_cookies(open_to_all)
    open_to_all.close()


def test_a_person_switches_at_a_portal_and_in_the_menu_and_both_portals_are_told(
    guest: Guest, house: House, portals: tuple[Portal, Portal]
) -> None:
    """Issue 10, item 5."""
    first, second = portals
    hafen, linden = (create_organization(house.database, name) for name in ("Hafenwerk GmbH", "Lindenhof eG"))
    person = house.let_in(guest)
    give_at_portal(house.database, join(house.database, hafen, person), "shop", number="H-1")
    give_at_portal(house.database, join(house.database, linden, person, role="administrator"), "shop", number="L-2")

    guest.open(f"{first.url}/sign-in")
    guest.page.get_by_role("button", name="Hafenwerk GmbH").click()
    guest.expect_at(f"{first.url}/")
    assert told(guest)["tenant"] == hafen.id
    guest.open(f"{second.url}/sign-in")
    assert told(guest)["tenant"] == hafen.id
    pages: list[str] = []
    guest.page.on("framenavigated", lambda frame: pages.append(frame.url))

    # In the portal's own profile: at once there, at the next refresh in the other portal, which follows.
    guest.open(first.url)
    guest.follow("text=Switch to Lindenhof eG")
    guest.expect_at(f"{first.url}/")
    claims = told(guest)
    assert (claims["tenant"], claims["groups"]) == (linden.id, ["administrator"])
    assert claims["organization"]["customer_number"] == "L-2"
    guest.open(second.url)
    assert told(guest)["tenant"] == hafen.id
    guest.page.locator(".developers summary").click()
    guest.follow("text=Refresh tokens")
    assert told(guest)["tenant"] == linden.id

    # In the menu of the account's pages, which leads to the portal where the person has signed in last.
    asked: list[Request] = []
    guest.page.on("request", lambda request: asked.append(request))
    guest.open("/account")
    guest.page.locator(".switcher summary").click()
    guest.follow(".switcher button:has-text('Hafenwerk GmbH')")
    guest.expect_at(f"{first.url}/")
    assert told(guest)["tenant"] == hafen.id
    started = next(urlsplit(each.url) for each in asked if each.url.startswith(f"{first.url}/sign-in"))
    assert parse_qs(started.query) == {"iss": [house.issuer], "target_link_uri": [f"{first.url}/"]}
    guest.open(f"{second.url}/sign-in")
    assert told(guest)["tenant"] == hafen.id

    at_the_provider = {urlsplit(each).path for each in pages if each.startswith(house.issuer)}
    assert at_the_provider == {"/account"}, "a page of the provider stood between"
