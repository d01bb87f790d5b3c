"""Templates: nothing inline that the Content-Security-Policy would block, and nothing unescaped that is not listed."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser

import pytest

from tests.architecture.source import PACKAGE, TEMPLATES, modules, named, templates

# Where markup is trusted as it is, and why.
TRUSTED_MARKUP = {
    "templates/components/icon.html": "our own drawings, written out in that very file",
    "templates/components/parts.html": "a line break's tag, put into text that is escaped before",
}

SHARED = {"components", "layout", "mail"}
# The pages of a trial's mailbox: beside the folders of the messages, which make up templates/mail/.
MAILBOX = "mailbox"

PAGE = re.compile(r'"(\w+)(?:/\w+)+\.html"')
EXPRESSION = re.compile(r"\{\{.*?\}\}", re.DOTALL)
STATEMENT_OR_COMMENT = re.compile(r"\{#.*?#\}|\{%.*?%\}", re.DOTALL)
UNESCAPED = re.compile(r"\|\s*safe\b|\bMarkup\(|\{%-?\s*autoescape\s+false")
FOREIGN = re.compile(r"^(https?:)?//", re.IGNORECASE)
LOADING = {("script", "src"), ("link", "href"), ("img", "src"), ("iframe", "src"), ("source", "src"), ("video", "src")}


class _Inline(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = {name: value or "" for name, value in attrs}
        if tag == "style" or (tag == "script" and "src" not in attributes):
            self.found.append(f"<{tag}>")
        for name, value in attributes.items():
            if name == "style" or name.startswith("on") or value.strip().lower().startswith("javascript:"):
                self.found.append(f"<{tag} {name}>")
            if (tag, name) in LOADING and FOREIGN.match(value):
                self.found.append(f"<{tag} {name}={value}>")


def inline_parts(template: str) -> list[str]:
    """Inline styles, scripts and event attributes, and what is loaded from elsewhere."""
    reader = _Inline()
    # An expression has quotes of its own; what it yields is escaped text and can't open a tag.
    reader.feed(EXPRESSION.sub("x", STATEMENT_OR_COMMENT.sub(" ", template)))
    return reader.found


def unescaped(template: str) -> Iterator[str]:
    """Places that switch escaping off."""
    yield from (match.group() for match in UNESCAPED.finditer(template))


def page_templates() -> list:
    return [path for path in templates() if path.suffix == ".html"]


def test_no_page_has_anything_inline() -> None:
    # A mail is not under the policy, and mail programs read styles in its head only; css-inline moves them in.
    pages = [path for path in page_templates() if TEMPLATES / "mail" not in path.parents]
    found = {named(path): inline_parts(path.read_text(encoding="utf-8")) for path in pages}
    assert {path: parts for path, parts in found.items() if parts} == {}


def test_every_page_is_in_the_folder_of_a_package() -> None:
    packages = {path.parent.name for path in PACKAGE.glob("*/__init__.py")}
    folders = {path.relative_to(TEMPLATES).parts[0] for path in templates()} - {"error.html"}
    assert folders - SHARED - {MAILBOX} <= packages


def test_a_package_renders_its_own_pages() -> None:
    assert [place for place, folder in rendered() if not belongs(place, folder)] == []


@pytest.mark.parametrize(
    ("module", "folder", "does"),
    [
        ("idp/consent/routes.py", "consent", True),
        ("idp/consent/routes.py", "layout", True),
        ("idp/consent/routes.py", "accounts", False),
        ("idp/mail/mailbox.py", MAILBOX, True),
        ("idp/signin/routes.py", MAILBOX, False),
    ],
)
def test_it_is_seen_whose_page_is_rendered(module: str, folder: str, does: bool) -> None:
    assert belongs(module, folder) is does


def rendered() -> Iterator[tuple[str, str]]:
    """Modules, each with the folder of a page that it names."""
    found = [(named(path), page[1]) for path in modules() for page in PAGE.finditer(path.read_text(encoding="utf-8"))]
    assert len(found) > 30
    yield from found


def belongs(module: str, folder: str) -> bool:
    return folder in SHARED or folder == ("mailbox" if module == "idp/mail/mailbox.py" else module.split("/")[1])


def test_escaping_is_switched_off_in_listed_places_only() -> None:
    found = {named(path) for path in page_templates() if list(unescaped(path.read_text(encoding="utf-8")))}
    assert found == set(TRUSTED_MARKUP)


@pytest.mark.parametrize(
    "planted",
    [
        "<p style='color: red'>",
        "<style>p {}</style>",
        "<script>alert(1)</script>",
        "<button onclick='go()'>",
        "<a href=' JavaScript:go()'>",
        "<script src='//cdn.example/a.js'></script>",
        "<link rel=stylesheet href='https://fonts.example/a.css'>",
        "<input {% if x %}onfocus='x'{% endif %}>",
    ],
)
def test_planted_inline_parts_are_found(planted: str) -> None:
    assert inline_parts(planted)


@pytest.mark.parametrize("planted", ["{{ name|safe }}", "{{ name | safe }}", "{% autoescape false %}"])
def test_planted_unescaped_output_is_found(planted: str) -> None:
    assert list(unescaped(planted))


def test_harmless_markup_passes() -> None:
    page = (
        """<a href="{{ url_for("a", b='c') }}" class="on">{{ _("Sign in") }}</a><script src="/assets/a.js"></script>"""
    )
    assert inline_parts(page) == []
    assert list(unescaped("{{ _('You are safe.') }}")) == []
