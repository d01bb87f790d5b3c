"""Every hosted page, in both languages and both colour schemes.

``IDP_TEST_UPDATE_SNAPSHOTS=1`` writes the accessibility trees in ``snapshots/`` anew; review the difference.
"""

from fnmatch import fnmatch
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser

from tests.journeys.accessibility_tree import SNAPSHOTS, check_accessibility_tree
from tests.journeys.gallery import PAGES, account, factors, invitations, links, organizations, signin
from tests.journeys.guest import ERROR, arriving
from tests.journeys.house import House

pytestmark = pytest.mark.journey

ROOMS = (account, factors, invitations, links, organizations, signin)


@pytest.mark.parametrize(("language", "screen"), [("de", "desktop"), ("en", "phone")])
@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_fit_to_be_seen(browser: Browser, house: House, name: str, language: str, screen: str) -> None:
    page = PAGES[name]
    with arriving(browser, house, "gallery", language, screen) as guest:
        page.arrive(guest, house)
        guest.page.wait_for_url(lambda url: fnmatch(urlsplit(url).path, page.at))
        assert guest.page.title().startswith(ERROR[language]) is (page.is_problem or page.wrong is not None)
        if page.wrong is None:
            guest.look(name)
        else:
            guest.look_at_errors(name, *page.wrong)
        if (language, screen) == ("de", "desktop"):
            check_accessibility_tree(guest.page, name)


def test_every_snapshot_belongs_to_a_page() -> None:
    assert {path.stem for path in SNAPSHOTS.glob("*.yaml")} == set(PAGES)
