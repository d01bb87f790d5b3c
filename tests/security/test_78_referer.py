"""The token of a mailed link leaves the address bar at once and is told to nobody."""

import re

import pytest

from tests.provisioning.pages import PageClient

pytestmark = [pytest.mark.threat(78), pytest.mark.only_on("sqlite")]
LINKS = ["/register/confirm/{}", "/password-reset/link/{}"]
TOKEN = "dG9rZW4tb2YtYS1tYWlsZWQtbGluaw"


@pytest.mark.parametrize("link", LINKS)
def test_the_address_is_clean_before_anything_is_shown(client: PageClient, link: str) -> None:
    answer = client.get(link.format(TOKEN))
    assert answer.status_code == 303
    assert TOKEN not in answer.location
    assert answer.headers["Referrer-Policy"] == "no-referrer"


@pytest.mark.parametrize("link", LINKS)
def test_the_page_behind_it_tells_nobody(client: PageClient, link: str) -> None:
    page = client.get(client.get(link.format(TOKEN)).location)
    assert page.headers["Referrer-Policy"] == "no-referrer"
    assert TOKEN not in page.text


@pytest.mark.parametrize("link", LINKS)
def test_the_page_behind_it_loads_nothing_from_elsewhere(client: PageClient, link: str) -> None:
    page = client.get(client.get(link.format(TOKEN)).location)
    loaded = re.findall(r'<(?:img|script|link|iframe|source)[^>]*(?:src|href|srcset)="([^"]*)"', page.text)
    assert loaded
    assert all(address.startswith("/") and not address.startswith("//") for address in loaded)
