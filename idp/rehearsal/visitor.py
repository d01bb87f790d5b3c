"""The browser of a rehearsal: it speaks to the WSGI application, keeps its cookies, and enters what is known."""

from collections.abc import Mapping
from contextvars import Context
from urllib.parse import urljoin, urlsplit

from werkzeug.test import Client, TestResponse

from idp.infrastructure.web.application import Application
from idp.rehearsal.met import FieldMet
from idp.rehearsal.reading import ReadPage, read_page

# Of a network that documentation has for itself (RFC 5737).
_NETWORK_ADDRESS = "192.0.2.7"
_BROWSER = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36"
_MOST_REDIRECTS = 10


class Visitor:
    """A browser without scripts that reads pages in one language."""

    def __init__(self, app: Application, language: str) -> None:
        self._client = Client(app)
        self._issuer = app.settings.issuer
        self._headers = {"Accept-Language": language, "Accept": "text/html", "User-Agent": _BROWSER}
        self._address = self._issuer

    def open(self, address: str) -> ReadPage:
        """The page at an address of ours, wherever that leads."""
        return self._read(self._send("GET", address))

    def submit(self, page: ReadPage, entries: Mapping[str, list[str]]) -> ReadPage:
        """The page that follows once the form of ``page`` was sent with these entries."""
        if page.form is None:
            raise ValueError("the page has no form")
        boxes = {each.name for each in page.met.fields if each.kind in ("radio", "checkbox")}
        carried = {name: [value] for name, value in page.form.carried.items() if name not in boxes}
        target = urljoin(self._address, page.form.action)
        return self._read(self._send("POST", target, data={**carried, **entries}))

    def _send(self, method: str, address: str, data: Mapping[str, list[str]] | None = None) -> TestResponse:
        self._address = urljoin(self._address, address)
        headers = {**self._headers, **({"Origin": self._issuer} if method == "POST" else {})}
        parts = urlsplit(self._address)
        # Without the context of the application that the caller has: each request is to have its own, as when served.
        return Context().run(
            self._client.open,
            f"{parts.path}?{parts.query}" if parts.query else parts.path,
            method=method,
            base_url=self._issuer,
            headers=headers,
            data=data,
            environ_overrides={"REMOTE_ADDR": _NETWORK_ADDRESS},
        )

    def _read(self, answer: TestResponse) -> ReadPage:
        for _ in range(_MOST_REDIRECTS):
            location = answer.headers.get("Location")
            if location is None or not urljoin(self._address, location).startswith(f"{self._issuer}/"):
                break
            answer = self._send("GET", location)
        return read_page(urlsplit(self._address).path, answer.status_code, answer.get_data(as_text=True))


def entries_for(page: ReadPage, known: Mapping[str, str]) -> dict[str, list[str]]:
    """What is entered on a page: what is known of the person; the first choice, and what must be ticked."""
    values = page.form.values if page.form else {}
    return {each.name: entry for each in page.met.fields if (entry := _entry(each, values, known))}


def _entry(field: FieldMet, values: Mapping[str, list[str]], known: Mapping[str, str]) -> list[str]:
    choices = values.get(field.name, [])
    if field.kind == "checkbox":
        return choices[:1] if field.is_required or len(choices) > 1 else []
    if choices:
        return choices[:1]
    return [known[field.name]] if field.name in known else []
