"""Every hosted page, in German and light on one screen; every second one also in English and dark on the other.

The screens change places from one page to the next. With ``--every-screen``, as ``make gallery`` does, every page is
opened in both languages on both screens, and looked at in both colour schemes.

``IDP_TEST_UPDATE_SNAPSHOTS=1`` writes the accessibility trees in ``snapshots/`` anew; review the difference.
"""

from collections.abc import Iterator
from fnmatch import fnmatch
from itertools import product
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser

from tests.journeys.accessibility_tree import SNAPSHOTS, check_accessibility_tree
from tests.journeys.gallery import (
    PAGES,
    account,
    active_organization,
    agreements,
    approvals,
    connected_devices,
    factors,
    invitations,
    links,
    operators,
    organizations,
    signin,
)
from tests.journeys.guest import ERROR, LOCALES, SCREENS
from tests.journeys.house import House
from tests.journeys.profiles import Profiles

pytestmark = pytest.mark.journey

ROOMS = (
    account,
    active_organization,
    agreements,
    approvals,
    connected_devices,
    factors,
    invitations,
    links,
    operators,
    organizations,
    signin,
)
# The language and the screen of each visit, by turns.
TURNS = (
    (("de", "desktop"), ("en", "phone")),
    (("de", "phone"),),
    (("de", "phone"), ("en", "desktop")),
    (("de", "desktop"),),
)

# The colour schemes, the first one being that of each visit.
SCHEMES = {"de": ("light", "dark"), "en": ("dark", "light")}


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "screen" in metafunc.fixturenames:
        is_every = metafunc.config.getoption("--every-screen")
        turns = [list(product(LOCALES, SCREENS))] if is_every else TURNS
        visits = [(name, *visit) for number, name in enumerate(PAGES) for visit in turns[number % len(turns)]]
        metafunc.parametrize(("name", "language", "screen"), visits)


@pytest.fixture(scope="module")
def profiles(chromium: Browser, house: House) -> Iterator[Profiles]:
    """Those of all guests: a page is no different for having been looked at after another."""
    profiles = Profiles(chromium, house, "gallery")
    yield profiles
    profiles.close()


def test_a_page_is_fit_to_be_seen(
    profiles: Profiles, house: House, name: str, language: str, screen: str, pytestconfig: pytest.Config
) -> None:
    page = PAGES[name]
    schemes = SCHEMES[language] if pytestconfig.getoption("--every-screen") else SCHEMES[language][:1]
    with profiles.arriving(language, screen, schemes) as guest:
        page.arrive(guest, house)
        guest.page.wait_for_url(lambda url: fnmatch(urlsplit(url).path, page.at))
        assert guest.page.title().startswith(ERROR[language]) is (page.is_problem or page.wrong is not None)
        if page.wrong is None:
            guest.look(name)
        else:
            guest.look_at_errors(name, *page.wrong)
        if language == "de":
            guest.change_screen("desktop")
            check_accessibility_tree(guest.page, name)


def test_every_snapshot_belongs_to_a_page() -> None:
    assert {path.stem for path in SNAPSHOTS.glob("*.yaml")} == set(PAGES)
