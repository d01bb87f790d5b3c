"""What a page does beside what it shows: requests to other hosts, words in the console, bytes over the wire."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import ConsoleMessage, Page, Request

# What the page is not to blame for.
HARMLESS = re.compile(
    # The status of a page that says what is wrong, as Chromium tells it.
    r"^Failed to load resource: the server responded with a status of 4\d\d"
    # The style `body {}`, which Playwright adds before a picture; Firefox applies the page's policy to it.
    r"|blocked an inline style .*'sha256-YjaKGiklmzC6wjXA513HAMmzus8VE61XCOT\+SmwNZWA='"
    # axe asks a frame that has no origin (a mail in the mailbox), as Firefox and the headless Chromium tell it.
    r"|[Tt]he target origin provided .* does not match the recipient window['’]s origin \([‘']null['’]\)"
)


@dataclass
class Observed:
    """``sizes`` are bytes by URL (Chromium tells them alone), ``foreign`` the URLs at other hosts than ``hosts``."""

    hosts: frozenset[str | None]
    sizes: dict[str, int] = field(default_factory=dict)
    complaints: list[str] = field(default_factory=list)
    foreign: list[str] = field(default_factory=list)
    _pages: set[str] = field(default_factory=set)

    def forget(self) -> None:
        """All but the sizes of the parts of pages, which the browser may hold in its cache."""
        self.complaints.clear()
        self.foreign.clear()
        for page in self._pages:
            self.sizes.pop(page, None)
        self._pages.clear()

    def note_response(self, url: str, kind: str) -> None:
        if kind == "Document":
            self._pages.add(url)

    def note_console(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            self.note_complaint(message.text)

    def note_complaint(self, text: str) -> None:
        if not HARMLESS.search(text):
            self.complaints.append(text)

    def note_request(self, request: Request) -> None:
        parts = urlsplit(request.url)
        if parts.scheme != "data" and parts.hostname not in self.hosts:
            self.foreign.append(request.url)


def observe(page: Page, addresses: Iterable[str]) -> Observed:
    """What ``page`` does from now on; ``addresses`` are URLs of the hosts that it may ask."""
    observed = Observed(frozenset(urlsplit(each).hostname for each in addresses))
    page.on("console", observed.note_console)
    page.on("pageerror", lambda error: observed.note_complaint(str(error)))
    page.on("request", observed.note_request)
    if is_chromium(page):
        _measure(page, observed)
    return observed


def is_chromium(page: Page) -> bool:
    """Whether the browser speaks the Chrome DevTools Protocol; Firefox speaks WebDriver BiDi."""
    browser = page.context.browser
    return browser is not None and browser.browser_type.name == "chromium"


def _measure(page: Page, observed: Observed) -> None:
    urls: dict[str, str] = {}

    def note_response(event: dict[str, Any]) -> None:
        urls[event["requestId"]] = event["response"]["url"]
        observed.note_response(event["response"]["url"], event["type"])

    def note_size(event: dict[str, float]) -> None:
        if url := urls.get(str(event["requestId"])):
            observed.sizes[url] = max(observed.sizes.get(url, 0), int(event["encodedDataLength"]))

    wire = page.context.new_cdp_session(page)
    wire.send("Network.enable")
    wire.on("Network.responseReceived", note_response)
    wire.on("Network.loadingFinished", note_size)
