"""A client that uses pages as a browser does: cookies, hidden fields, and the headers a browser adds by itself."""

import re
from dataclasses import dataclass, field
from html import unescape
from html.parser import HTMLParser
from http import HTTPStatus
from typing import Any
from urllib.parse import urljoin

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

PERSON_ADDRESS = "203.0.113.7"
BROWSER = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36"


@dataclass
class Form:
    """A form of a page: where it goes, what it carries before any input, boxes that can be ticked, and its buttons."""

    action: str
    method: str
    fields: dict[str, str] = field(default_factory=dict)
    buttons: list[tuple[str, str]] = field(default_factory=list)
    boxes: set[str] = field(default_factory=set)


class PageClient(FlaskClient):
    """Speaks to the issuer's own address, as a person with one browser at one network address."""

    address = PERSON_ADDRESS
    browser = BROWSER
    # The page whose form was sent, and the address that its answer leads to: browsers hold the way to its policy.
    _form_page: TestResponse | None = None
    _onward: str | None = None

    def open(self, *args: Any, **options: Any) -> TestResponse:
        options.setdefault("base_url", self.application.settings.issuer)
        environment = {"REMOTE_ADDR": self.address, "HTTP_USER_AGENT": self.browser}
        options["environ_base"] = environment | dict(options.get("environ_base") or {})
        answer = super().open(*args, **options)
        for each in (*answer.history, answer):
            self._follow_policy(each)
            assert not is_dead_end(each), f"{each.request.path} answers {each.status} and leads nowhere"
        return answer

    def _follow_policy(self, answer: TestResponse) -> None:
        """Refuse what Chromium refuses: a way from a form to another site, where the page's policy has form-action.

        A policy that names the first site alone would not do: that site may redirect to others.
        """
        if self._form_page is None or (self._onward is not None and answer.request.url != self._onward):
            self._form_page = self._onward = None
            return
        location = answer.headers.get("Location")
        self._onward = urljoin(answer.request.url, location) if location else None
        if self._onward is None:
            self._form_page = None
        elif not self._onward.startswith(f"{self.application.settings.issuer}/"):
            page, self._form_page = self._form_page, None
            policy = page.headers.get("Content-Security-Policy", "")
            assert "form-action" not in policy, f"{page.request.path} keeps its forms from {self._onward}"

    def submit(
        self, page: TestResponse, values: dict[str, str] | None = None, form: int = 0, **options: Any
    ) -> TestResponse:
        """Send a form of ``page`` with ``values`` typed in, and its hidden fields and CSRF token as they are.

        ``values`` may name a button; a field that the form does not have is an error, as it would be for a person.
        """
        found = forms_of(page)[form]
        typed = values or {}
        unknown = set(typed) - set(found.fields) - found.boxes - {name for name, _ in found.buttons}
        assert not unknown, f"the form has no {sorted(unknown)}; it has {sorted(found.fields)}"
        issuer = self.application.settings.issuer
        target = urljoin(page.request.url, found.action)
        path = target.removeprefix(issuer)
        assert path.startswith("/"), f"the form goes to {target}, away from {issuer}"
        self._form_page, self._onward = page, None
        if found.method == "get":
            return self.get(path, query_string=found.fields | typed, **options)
        headers = {"Origin": issuer, "Sec-Fetch-Site": "same-origin", **dict(options.pop("headers", {}))}
        return self.post(path, data=found.fields | typed, headers=headers, **options)


def forms_of(page: TestResponse) -> list[Form]:
    """The forms of a page, in their order."""
    reader = _FormReader()
    reader.feed(page.get_data(as_text=True))
    return reader.forms


def is_dead_end(answer: TestResponse) -> bool:
    """Whether an answer is a page that tells of an error and offers no way on."""
    is_page = answer.mimetype == "text/html" and b"<main" in answer.data
    return is_page and answer.status_code >= HTTPStatus.BAD_REQUEST and not ways_on(answer)


def ways_on(page: TestResponse) -> list[str]:
    """Where the content of a page leads, frame apart: its links, then the forms that have a button."""
    reader = _WayReader()
    reader.feed(page.get_data(as_text=True))
    return [*reader.links, *reader.forms]


def buttons_of(page: TestResponse) -> list[tuple[str, str]]:
    """The links of a page that look like buttons: the words of each, and where it leads."""
    found = re.findall(r'<a class="btn btn-[a-z]+" href="([^"]*)">([^<]*)</a>', page.text)
    return [(unescape(words), unescape(address)) for address, words in found]


class _WayReader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.links: list[str] = []
        self.forms: list[str] = []
        self._is_content = False
        self._action = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = {name: value or "" for name, value in attrs}
        if tag == "main":
            self._is_content = True
        elif not self._is_content:
            return
        elif tag == "a" and attributes.get("href", "#")[0] != "#":
            self.links.append(attributes["href"])
        elif tag == "form":
            self._action = attributes.get("action", "")
        elif tag == "button" and attributes.get("type") == "submit":
            self.forms.append(self._action)

    def handle_endtag(self, tag: str) -> None:
        if tag == "main":
            self._is_content = False


class _FormReader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self._form: Form | None = None
        self._select: str | None = None
        self._textarea: str | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = {name: value or "" for name, value in attrs}
        name = attributes.get("name", "")
        if tag == "form":
            self._form = Form(attributes.get("action", ""), attributes.get("method", "get").lower())
            self.forms.append(self._form)
        elif self._form is None or "disabled" in attributes:
            return
        elif tag == "input":
            self._read_input(self._form, name, attributes)
        elif tag == "button":
            if name and attributes.get("type", "submit") == "submit":
                self._form.buttons.append((name, attributes.get("value", "")))
        elif tag == "textarea":
            self._textarea = name
            self._form.fields[name] = ""
        elif tag == "select":
            self._select = name
        elif tag == "option" and self._select and (self._select not in self._form.fields or "selected" in attributes):
            self._form.fields[self._select] = attributes.get("value", "")

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._form = None
        elif tag == "select":
            self._select = None
        elif tag == "textarea":
            self._textarea = None

    def handle_data(self, data: str) -> None:
        if self._form and self._textarea:
            self._form.fields[self._textarea] += data

    @staticmethod
    def _read_input(form: Form, name: str, attributes: dict[str, str]) -> None:
        kind = attributes.get("type", "text")
        if kind in {"submit", "image"}:
            form.buttons.append((name, attributes.get("value", "")))
        elif kind in {"checkbox", "radio"} and "checked" not in attributes:
            form.boxes.add(name)
        elif name:
            form.fields[name] = attributes.get("value", "on" if kind == "checkbox" else "")
