"""A guest finds nothing of the one before in the profile."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests.demo.trial import Trial
from tests.journeys.guest import SCREENS
from tests.journeys.profiles import Profiles

pytestmark = pytest.mark.journey

WANTED = ("de", "phone", ["light"])


@pytest.fixture
def profiles(chromium: Browser, trial: Trial) -> Iterator[Profiles]:
    profiles = Profiles(chromium, trial, "profiles")
    yield profiles
    profiles.close()


def test_the_next_guest_has_the_tab_as_it_was_opened(profiles: Profiles, trial: Trial) -> None:
    with profiles.arriving(*WANTED) as former:
        former.open(f"{trial.portals[0]}/sign-in")
        former.change_screen("desktop")
        former.page.route("**/account", lambda route: route.fulfill(body="made up"))
        former.page.context.new_page()
        former.page.evaluate("console.error('planted')")
    with profiles.arriving(*WANTED) as guest:
        assert guest.page.context.pages == [former.page]
        assert guest.page.viewport_size == dict(zip(("width", "height"), SCREENS["phone"], strict=True))
        assert (guest.page.context.cookies(), guest.observed.complaints) == ([], [])
        guest.open("/account")
        assert "made up" not in guest.page.content()


def test_what_is_in_the_cache_has_its_weight_for_the_next_guest(profiles: Profiles, trial: Trial) -> None:
    for _ in range(2):
        with profiles.arriving(*WANTED) as guest:
            guest.open(f"{trial.portals[0]}/sign-in")
            guest.page.wait_for_load_state("load")
            assert sum(guest.observed.sizes.values()) > 15_000


def test_a_page_is_weighed_anew_for_the_next_guest(profiles: Profiles, trial: Trial) -> None:
    with profiles.arriving(*WANTED) as guest:
        guest.open(trial.portals[0])
        assert f"{trial.portals[0]}/" in guest.observed.sizes
    with profiles.arriving(*WANTED) as guest:
        assert f"{trial.portals[0]}/" not in guest.observed.sizes


def test_after_a_failure_the_next_guest_has_a_new_profile(profiles: Profiles) -> None:
    with pytest.raises(LookupError), profiles.arriving(*WANTED) as former:
        raise LookupError
    with profiles.arriving(*WANTED) as guest:
        assert guest.page != former.page
