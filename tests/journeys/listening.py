"""What a page does beside what it shows: requests to other hosts, words in the console, bytes over the wire."""

import re
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from playwright.sync_api import ConsoleMessage, Page, Request

# A page that says what is wrong is sent with a status that Chromium mentions in its console.
HARMLESS = re.compile(r"^Failed to load resource: the server responded with a status of 4\d\d")


@dataclass
class Observed:
    """``sizes`` are bytes by URL (Chromium tells them alone), ``foreign`` the URLs at other hosts than ``host``."""

    host: str | None
    sizes: dict[str, int] = field(default_factory=dict)
    complaints: list[str] = field(default_factory=list)
    foreign: list[str] = field(default_factory=list)

    def note_console(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning") and not HARMLESS.match(message.text):
            self.complaints.append(message.text)

    def note_request(self, request: Request) -> None:
        parts = urlsplit(request.url)
        if parts.scheme != "data" and parts.hostname != self.host:
            self.foreign.append(request.url)


def observe(page: Page, issuer: str) -> Observed:
    """What ``page`` does from now on; ``issuer`` is the URL of the one host that it may ask."""
    observed = Observed(urlsplit(issuer).hostname)
    page.on("console", observed.note_console)
    page.on("pageerror", lambda error: observed.complaints.append(str(error)))
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

    def note_size(event: dict[str, float]) -> None:
        if url := urls.get(str(event["requestId"])):
            observed.sizes[url] = max(observed.sizes.get(url, 0), int(event["encodedDataLength"]))

    wire = page.context.new_cdp_session(page)
    wire.send("Network.enable")
    wire.on("Network.responseReceived", lambda event: urls.update({event["requestId"]: event["response"]["url"]}))
    wire.on("Network.loadingFinished", note_size)
