"""Profiles that guests have one after the other: to make a new one takes a browser a fifth of the time of a look."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from playwright.sync_api import Browser, Page

from tests.journeys.guest import SCREENS, Guest, Place, open_tab, profile_of
from tests.journeys.listening import Observed


class Profiles:
    """Those of one browser at one place; ``journey`` names the folder of the guests' pictures."""

    def __init__(self, browser: Browser, place: Place, journey: str) -> None:
        self._browser, self._place, self._journey = browser, place, journey
        self._free: dict[tuple[str, str, str], tuple[Page, Observed]] = {}

    @contextmanager
    def arriving(self, language: str, screen: str, schemes: Sequence[str]) -> Iterator[Guest]:
        """A guest whose profile holds no cookies. After a failure the next one gets a new profile."""
        wanted = (language, screen, schemes[0])
        page, observed = self._free.pop(wanted, None) or self._make(*wanted)
        try:
            yield Guest(self._place, page, self._journey, language, screen, schemes, observed)
            _tidy(page, screen)
        except BaseException:
            page.context.close()
            raise
        observed.forget()
        self._free[wanted] = page, observed

    def _make(self, language: str, screen: str, scheme: str) -> tuple[Page, Observed]:
        return open_tab(self._browser.new_context(**profile_of(language, screen, scheme)), self._place)

    def close(self) -> None:
        """Close those that wait for a guest."""
        while self._free:
            self._free.popitem()[1][0].context.close()


def _tidy(page: Page, screen: str) -> None:
    """Leave the tab as one that was just opened, and no other."""
    for each in page.context.pages:
        if each != page:
            each.close()
    page.unroute_all()
    page.goto("about:blank")
    page.context.clear_cookies()
    width, height = SCREENS[screen]
    page.set_viewport_size({"width": width, "height": height})
