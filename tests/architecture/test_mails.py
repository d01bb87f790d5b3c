"""Every message of the registry is complete: subject, text and page, in every language, from the facts it declares."""

import re
from collections.abc import Iterator
from dataclasses import fields
from datetime import UTC, datetime
from html import unescape
from typing import Any

import pytest

from idp.infrastructure.request_info import RequestInfo
from idp.infrastructure.translations import LANGUAGES
from idp.infrastructure.web.application import Application
from idp.mail import Message, mail_messages
from idp.mail.rendering import RenderedMail, render_mail
from tests.architecture.source import TEMPLATES
from tests.provisioning.product import product

# Rendering asks no database; the application wants one all the same.
pytestmark = pytest.mark.only_on("sqlite")

PARTS = ("subject.txt", "body.txt", "body.html")
SHARED_FOLDERS = frozenset({"layout"})
ADDRESS = re.compile(r"https?://[^\s\"'<>]+")
LEFT_OVER = re.compile(r"\{\{|\{%|%\(\w+\)|\bNone\b|\bUndefined\b")


def sample(message: type[Message]) -> Message:
    """A message with a value in every field that no other field has."""
    return message(**{field.name: sample_value(field.name, field.type) for field in fields(message)})


def sample_value(name: str, kind: Any) -> Any:
    if kind is datetime:
        return datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
    if kind is int:
        return 24
    if kind is RequestInfo:
        return RequestInfo(ip="203.0.113.7", user_agent="Mozilla/5.0")
    if name.endswith(("link", "url")):
        return f"https://id.example.test/sample/{name}"
    return "493817" if name == "code" else f"Sample {name}"


@pytest.fixture(params=sorted(mail_messages(product())))
def message(request: pytest.FixtureRequest) -> Message:
    return sample(mail_messages(product())[request.param])


@pytest.fixture
def rendered(app: Application, message: Message) -> Iterator[dict[str, RenderedMail]]:
    portal = app.settings.portals[app.settings.default_portal]
    with app.app_context():
        yield {language: render_mail(message, portal, language, "ada@example.test") for language in LANGUAGES}


def test_every_message_has_its_templates(message: Message) -> None:
    folder = TEMPLATES / "mail" / message.key
    assert [part for part in PARTS if not (folder / part).exists()] == []


def test_no_template_is_without_a_message() -> None:
    folders = {path.name for path in (TEMPLATES / "mail").iterdir() if path.is_dir()} - SHARED_FOLDERS
    assert folders == set(mail_messages(product()))


def test_every_part_has_words_in_every_language(rendered: dict[str, RenderedMail]) -> None:
    for language, mail in rendered.items():
        assert 5 <= len(mail.subject) <= 120, language
        assert "\n" not in mail.subject
        for part in (mail.subject, mail.text, mail.html):
            assert part.strip(), language
            assert not LEFT_OVER.search(part), (language, LEFT_OVER.search(part))


def test_every_language_has_its_own_words(rendered: dict[str, RenderedMail]) -> None:
    for part in ("subject", "text", "html"):
        assert len({getattr(mail, part) for mail in rendered.values()}) == len(LANGUAGES), part


def test_the_page_says_its_language(rendered: dict[str, RenderedMail]) -> None:
    for language, mail in rendered.items():
        assert re.search(rf"<html[^>]*\blang=\"{language}\"", mail.html)


def test_every_link_of_the_page_stands_in_the_text_too(rendered: dict[str, RenderedMail], message: Message) -> None:
    for mail in rendered.values():
        ours = {address for address in ADDRESS.findall(unescape(mail.html)) if "/sample/" in address}
        assert ours <= set(ADDRESS.findall(mail.text))
        declared = {getattr(message, field.name) for field in fields(message) if field.name.endswith(("link", "url"))}
        assert declared <= ours


def test_the_page_loads_nothing(rendered: dict[str, RenderedMail]) -> None:
    for mail in rendered.values():
        assert not re.search(r"<(img|link|script|iframe)\b[^>]*(src|href)\s*=\s*[\"']?(https?:)?//", mail.html, re.I)
        assert "<script" not in mail.html
