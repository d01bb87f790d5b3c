"""Somebody with a browser of their own, who looks at every page closely."""

import os
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import urljoin

from playwright.sync_api import Browser, BrowserContext, Page, Playwright, expect

from tests.journeys.eyes import check_accessibility, check_credentials, check_targets, check_weight, check_widths
from tests.journeys.listening import Observed, is_chromium, observe
from tests.provisioning.chromium import launch_profile

SCREENSHOTS = Path(__file__).resolve().parents[2] / "screenshots"
TAKES_PICTURES = bool(os.environ.get("IDP_TEST_PICTURES"))
LOCALES = {"de": "de-DE", "en": "en-GB"}
SCREENS = {"desktop": (1280, 800), "phone": (390, 844)}
ERROR = {"de": "Fehler:", "en": "Error:"}
LONGEST_WAIT_MS = 20_000


class Place(Protocol):
    """Where a guest is: a provider, its portals' addresses, and its mail."""

    @property
    def issuer(self) -> str: ...

    @property
    def portals(self) -> Sequence[str]: ...

    def links_mailed_to(self, address: str) -> Sequence[str]:
        """The addresses in the mails to somebody, those of the newest mail first."""


@dataclass
class Guest:
    """``page`` is the tab; ``journey`` names the folder of its pictures.

    ``schemes`` are the colour schemes to look in, its own first.
    """

    place: Place
    page: Page
    journey: str
    language: str
    screen: str
    schemes: Sequence[str]
    observed: Observed
    has_scripts: bool = True
    _looked: int = 0

    @property
    def scheme(self) -> str:
        return self.schemes[0]

    @property
    def portals(self) -> Sequence[str]:
        return self.place.portals

    # What a person does

    def open(self, url: str) -> None:
        """An address, or a path at the provider."""
        self.page.goto(urljoin(self.place.issuer, url))

    def press(self, name: dict[str, str]) -> None:
        """Click the button or link of this name, given in both languages."""
        label = name[self.language]
        button = self.page.get_by_role("button", name=label, exact=True)
        found = button.or_(self.page.get_by_role("link", name=label, exact=True)).first
        found.click()
        self.page.wait_for_load_state()

    def fill(self, **answers: str) -> None:
        for name, value in answers.items():
            field = self.page.locator(f"main [name={name}]:visible")
            field.clear()  # in Firefox, Playwright adds to what an e-mail field holds
            field.fill(value)

    def submit(self, **answers: str) -> None:
        """Fill in the fields and press the page's one clear button."""
        self.fill(**answers)
        with self.page.expect_navigation():
            self.page.locator("main form .btn-primary").first.click()

    def follow(self, selector: str) -> None:
        """Click the first such thing, which leads to another page."""
        with self.page.expect_navigation():
            self.page.locator(selector).first.click()

    def leave_for(self, address: str) -> None:
        """Press the page's one clear button, which leads to a host that no server answers.

        What comes next happens in a new tab: what the browser says of such a host would get in its way.
        """
        with self.page.expect_request(address):
            self.page.locator("main form .btn-primary").first.click()
        self.page = self.page.context.new_page()
        self.observed = observe(self.page, [self.place.issuer, *self.place.portals])

    def sign_in(self, email: str, password: str) -> None:
        """A person of several organizations takes the first, where the portal asks for one."""
        self.submit(email=email)
        self.submit(password=password)
        self.choose_organization()

    def choose_organization(self) -> None:
        """Take the first, where the portal asks a person of several."""
        if self.page.url.endswith("/organization"):
            self.follow("[name=organization]")

    def close_and_open(self) -> None:
        """Forget what a browser forgets when it is closed."""
        context = self.page.context
        kept = [cookie for cookie in context.cookies() if cookie["expires"] != -1]
        context.clear_cookies()
        context.add_cookies(kept)

    def expect_at(self, url: str) -> None:
        expect(self.page).to_have_url(re.compile(f"^{re.escape(url)}"))

    def expect_text(self, text: str) -> None:
        expect(self.page.locator("main")).to_contain_text(text)

    def change_screen(self, screen: str) -> None:
        """Show the page on another screen."""
        width, height = SCREENS[screen]
        self.page.set_viewport_size({"width": width, "height": height})

    # What a person sees

    def look(self, name: str) -> None:
        """Examine the page, in Chromium its weight as well, and photograph it where pictures are wanted."""
        self._looked += 1
        self.page.wait_for_load_state("load")
        expect(self.page.locator("html")).to_have_attribute("lang", self.language)
        for scheme in self.schemes:
            self.page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
            self._wait_for_images()
            if TAKES_PICTURES:
                self._photograph(name, scheme)
            if self.has_scripts:
                check_accessibility(self.page, f"{name}, {scheme}", colours_only=scheme != self.scheme)
        if len(self.schemes) > 1:
            self.page.emulate_media(color_scheme=self.scheme, reduced_motion="reduce")
        check_targets(self.page, name)
        check_credentials(self.page, name)
        # The portals and the mailbox are shown for trying out; the hosted pages are held to more.
        is_hosted = self.page.url.startswith(self.place.issuer) and "/mailbox" not in self.page.url
        check_widths(self.page, name, with_large_letters=is_hosted)
        if is_chromium(self.page) and name != "mailbox":  # a tool of the trial, which grows with every mail
            check_weight(self.page, name, self.observed.sizes)
        assert self.observed.foreign == [], f"{name}: fetched from elsewhere {self.observed.foreign}"
        assert self.observed.complaints == [], f"{name}: the console says {self.observed.complaints}"

    def look_at_errors(self, name: str, *fields: str) -> None:
        """The page says in its title that something is wrong and ties words to fields; a single wrong field holds the
        focus, otherwise what tells of all of them does."""
        assert self.page.title().startswith(ERROR[self.language])
        focused = self.page.locator(":focus")
        if len(fields) == 1:
            expect(self.page.locator("#errors")).to_have_count(0)
            expect(focused).to_have_attribute("name", fields[0])
        else:
            expect(focused).to_have_id("errors")
        outline = focused.evaluate("e => { const s = getComputedStyle(e); return [s.outlineStyle, s.outlineWidth] }")
        assert outline[0] != "none" and float(outline[1].removesuffix("px")) >= 2, outline
        for each in fields:
            control = self.page.locator(f"main [name={each}]:visible")
            expect(control).to_have_attribute("aria-invalid", "true")
            described = (control.get_attribute("aria-describedby") or "").split()
            assert any(self.page.locator(f"#{part}").is_visible() for part in described if part.endswith("-error"))
        self.look(name)

    def _wait_for_images(self) -> None:
        """The other scheme may bring another logo, which has to arrive first."""
        while not self.page.evaluate("[...document.images].every(image => image.complete)"):
            self.page.wait_for_timeout(20)

    def _photograph(self, name: str, scheme: str) -> None:
        browser = "" if is_chromium(self.page) else "-firefox"
        folder = SCREENSHOTS / self.journey / f"{self.language}-{self.screen}{browser}"
        folder.mkdir(parents=True, exist_ok=True)
        self.page.screenshot(path=folder / f"{self._looked:02}-{name}-{scheme}.png", full_page=True)

    def link_in_mail(self, address: str, path: str, older: Sequence[str] = ()) -> str:
        """The newest mailed link to ``path`` for ``address``, once there is one that is not among the ``older``."""
        for _ in range(100):
            links = [link for link in self.place.links_mailed_to(address) if path in link and link not in older]
            if links:
                return links[0]
            self.page.wait_for_timeout(100)
        raise AssertionError(f"no mail to {address} with a link to {path}")


@contextmanager
def arriving(
    browser: Browser,
    place: Place,
    journey: str,
    language: str,
    screen: str = "desktop",
    scheme: str = "light",
    *,
    has_scripts: bool = True,
) -> Iterator[Guest]:
    """A guest with a fresh profile, who looks at pages in ``scheme``; Firefox has the one that it was started with."""
    context = browser.new_context(**profile_of(language, screen, scheme), java_script_enabled=has_scripts)
    with _at_home_in(context, place, journey, language, screen, [scheme], has_scripts=has_scripts) as guest:
        yield guest


@contextmanager
def arriving_without_third_party_cookies(
    playwright: Playwright, folder: Path, place: Place, journey: str, language: str
) -> Iterator[Guest]:
    """A guest whose Chromium refuses third-party cookies; ``folder`` takes the profile."""
    profile = profile_of(language, "desktop", "light")
    context = launch_profile(playwright, folder, allows_third_party_cookies=False, **profile)
    with _at_home_in(context, place, journey, language, "desktop", ["light"], has_scripts=True) as guest:
        yield guest


def profile_of(language: str, screen: str, scheme: str) -> dict[str, Any]:
    """What a browser is told of a guest's profile."""
    width, height = SCREENS[screen]
    return {
        "locale": LOCALES[language],
        "viewport": {"width": width, "height": height},
        "color_scheme": scheme,
        "reduced_motion": "reduce",
    }


@contextmanager
def _at_home_in(
    context: BrowserContext,
    place: Place,
    journey: str,
    language: str,
    screen: str,
    schemes: Sequence[str],
    *,
    has_scripts: bool,
) -> Iterator[Guest]:
    page, observed = open_tab(context, place)
    try:
        yield Guest(place, page, journey, language, screen, schemes, observed, has_scripts)
    finally:
        context.close()


def open_tab(context: BrowserContext, place: Place) -> tuple[Page, Observed]:
    """A tab, and what it does from now on."""
    context.set_default_timeout(LONGEST_WAIT_MS)
    expect.set_options(timeout=LONGEST_WAIT_MS)
    page = context.new_page()
    return page, observe(page, [place.issuer, *place.portals])
