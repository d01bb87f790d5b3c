"""Turning a message into subject, text and HTML, without a request."""

import dataclasses
import functools
import re
import textwrap
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from babel.dates import format_datetime
from flask import current_app

from idp.infrastructure.colours import words_on
from idp.infrastructure.lazy_modules import lazy_module
from idp.infrastructure.web.i18n import _, in_language
from idp.mail.devices import describe_device
from idp.mail.header_text import clean_line, clean_person_name
from idp.mail.message import Message, RequestedMessage
from idp.mail.portal_texts import portal_text
from idp.settings import PortalSettings

if TYPE_CHECKING:
    import css_inline
else:
    css_inline = lazy_module("css_inline")

LINE_LENGTH = 72
_PATTERNS = {"de": "EEEE, d. MMMM y, HH:mm 'Uhr' (zzz)", "en": "EEEE, d MMMM y, HH:mm (zzzz)"}


@dataclass(frozen=True)
class RenderedMail:
    """The words of one mail in one language."""

    subject: str
    text: str
    html: str


def render_mail(message: Message, portal: PortalSettings, language: str, recipient: str) -> RenderedMail:
    """Fill the templates of ``message`` in the portal's brand. Needs an application context, no request."""
    with in_language(language):
        context = _context(message, portal, language, recipient)
        return RenderedMail(
            subject=clean_line(context["own"].subject or _render(message, "subject.txt", context)),
            text=_wrap(_render(message, "body.txt", context)),
            html=_inliner().inline(_render(message, "body.html", context)),
        )


def format_moment(moment: datetime, language: str, time_zone: str, pattern: str | None = None) -> str:
    """A moment in full, for a reader who may be anywhere: day, date, time and zone; or by a CLDR ``pattern``."""
    return format_datetime(
        moment, pattern or _PATTERNS.get(language, _PATTERNS["en"]), tzinfo=ZoneInfo(time_zone), locale=language
    )


def _render(message: Message, file: str, context: Mapping[str, Any]) -> str:
    # Not flask.render_template: its context processors belong to pages and may ask for a request.
    return current_app.jinja_env.get_template(f"mail/{message.key}/{file}").render(context)


def _context(message: Message, portal: PortalSettings, language: str, recipient: str) -> dict[str, Any]:
    facts = {field.name: getattr(message, field.name) for field in dataclasses.fields(message)}
    for name, value in facts.items():
        if isinstance(value, datetime):
            facts[name] = format_moment(value, language, portal.time_zone)
        elif isinstance(value, str):
            facts[name] = clean_line(value, limit=2000)
    if isinstance(message, RequestedMessage):
        asked_by = facts.pop("asked_by")
        facts |= {"device": describe_device(asked_by.user_agent), "ip": clean_line(asked_by.ip)}
    name = clean_person_name(facts.pop("name", ""))
    return facts | {
        "own": portal_text(portal, message, language, facts),
        "greeting": _("Hello %(name)s,", name=name) if name else _("Hello,"),
        "portal": portal,
        "accent": portal.brand.accent,
        "on_accent": words_on(portal.brand.accent),
        "language": language,
        "recipient": recipient,
    }


def _wrap(text: str) -> str:
    """Paragraphs of at most 72 columns, never a broken address, and one empty line between paragraphs."""
    lines: list[str] = []
    for line in text.strip().splitlines():
        lines += textwrap.wrap(line.rstrip(), LINE_LENGTH, break_long_words=False, break_on_hyphens=False) or [""]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)) + "\n"


@functools.cache
def _inliner() -> "css_inline.CSSInliner":
    # At-rules stay: the dark colours live in a media query. Nothing is ever fetched for a mail.
    return css_inline.CSSInliner(keep_at_rules=True, load_remote_stylesheets=False)
