"""The forms of an HTML page, as a browser without scripts would submit them."""

from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Self

SUBMITTED_AS_THEY_STAND = {"hidden", "text", "email", "password", "tel", "search", "number", "url"}


@dataclass(frozen=True)
class Button:
    name: str | None
    value: str


@dataclass
class Form:
    action: str
    method: str
    fields: dict[str, str] = field(default_factory=dict)
    buttons: list[Button] = field(default_factory=list)


class _FormReader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.forms: list[Form] = []
        self._open: Form | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._open = Form(attributes.get("action", ""), attributes.get("method", "get").lower())
            self.forms.append(self._open)
        elif self._open is not None and tag in {"input", "button"}:
            self._take(self._open, tag, attributes)

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._open = None

    def _take(self, form: Form, tag: str, attributes: dict[str, str]) -> None:
        kind = attributes.get("type", "submit" if tag == "button" else "text").lower()
        name = attributes.get("name")
        if kind == "submit":
            form.buttons.append(Button(name, attributes.get("value", "")))
        elif name and (kind in SUBMITTED_AS_THEY_STAND or "checked" in attributes):
            form.fields[name] = attributes.get("value", "on" if "checked" in attributes else "")


@dataclass(frozen=True)
class Page:
    url: str
    status: int
    text: str
    forms: tuple[Form, ...]

    @classmethod
    def parse(cls, url: str, status: int, text: str) -> Self:
        reader = _FormReader()
        reader.feed(text)
        return cls(url, status, text, tuple(reader.forms))

    def find_form_with(self, field_name: str) -> Form | None:
        return next((form for form in self.forms if field_name in form.fields), None)

    def find_form_to(self, path: str) -> Form | None:
        return next((form for form in self.forms if path in form.action), None)
