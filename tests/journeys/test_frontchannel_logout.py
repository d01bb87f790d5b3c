"""Front-channel logout in a real browser: each application's frame is loaded, and one that hangs keeps nobody."""

import pytest
from playwright.sync_api import Browser, Route

from tests.factories.authorizations import create_authorization
from tests.factories.clients import create_client
from tests.journeys.guest import arriving
from tests.journeys.house import House

pytestmark = [pytest.mark.journey, pytest.mark.only_on("sqlite")]
SHOP, HANGING = "https://shop.example.test/bye", "https://maps.example.test/bye"


@pytest.mark.parametrize("browser", ["chromium", "firefox"], indirect=True)
def test_the_browser_goes_on_though_a_frame_hangs(browser: Browser, house: House) -> None:
    asked: list[str] = []

    def answer(route: Route) -> None:
        asked.append(route.request.url)
        if route.request.url.startswith(SHOP):
            route.fulfill(body="<script>top.location = 'https://evil.example.test/'</script>", content_type="text/html")

    with arriving(browser, house, "frontchannel-logout", "de", "desktop") as guest:
        guest.page.route("https://*.example.test/**", answer)
        account = house.let_in(guest)
        [session] = house.sessions_of(account)
        of = {"account_id": account.id, "subject": account.id, "session_id": session.id}
        for address in (SHOP, HANGING):
            client = create_client(house.database, frontchannel_logout_uri=address)
            create_authorization(house.database, client, **of)
        guest.open("/logout")
        guest.submit()
        guest.page.wait_for_url("**/signed-out", timeout=15_000)

    assert {url.partition("?")[0] for url in asked} == {SHOP, HANGING}
    assert all(url.endswith(f"&sid={session.id}") for url in asked)
