"""A portal's own words in e-mails: what they may name, and what is said in the end."""

import dataclasses
import difflib
import string
from collections.abc import Collection, Iterator, Mapping
from typing import Any

from flask import Flask

from idp.infrastructure.web.application import Application
from idp.mail.message import Message, mail_messages
from idp.settings import PortalSettings, SettingsError
from idp.settings.portals.mail_texts import MailText

# Links and codes have their places, and a name may be of a person who is not known yet.
_NEVER_NAMED = frozenset({"asked_by", "name", "code", "cause"})


def check_portal_texts(app: Application) -> None:
    """Raises SettingsError where a portal has words for a kind of e-mail that is not registered, or names what such
    an e-mail does not tell. Called once every package has registered its messages."""
    for key, portal in app.settings.portals.items():
        for problem in _problems(app, portal):
            raise SettingsError(f"portals.{key}.mails.{problem}")


def portal_text(portal: PortalSettings, message: Message, language: str, facts: Mapping[str, Any]) -> MailText:
    """The portal's subject and opening for ``message``, filled in; each is None where the product's words are said."""
    texts = portal.mails.get(message.key)
    own: MailText = getattr(texts, language) if texts is not None else MailText()
    values = {name: facts[name] for name in _named_facts(type(message))} | {"portal": portal.name}
    return own.model_copy(update={name: text and text.format_map(values) for name, text in own})


def _problems(app: Flask, portal: PortalSettings) -> Iterator[str]:
    messages = mail_messages(app)
    for kind, texts in portal.mails.items():
        if kind not in messages:
            yield f"{kind}: there is no such e-mail.{_nearest(kind, messages)}"
            continue
        known = {"portal", *_named_facts(messages[kind])}
        for language, text in texts:
            for part, words in text:
                yield from (f"{kind}.{language}.{part}: {each}" for each in _faults(words or "", known))


def _faults(words: str, known: Collection[str]) -> Iterator[str]:
    try:
        named = [(name, spec, conversion) for _, name, spec, conversion in string.Formatter().parse(words)]
    except ValueError as error:
        yield f"{error}; a brace that is none of a placeholder is written twice."
        return
    for name, spec, conversion in named:
        if name is not None and (name not in known or spec or conversion):
            written = f"{name}{'!' if conversion else ''}{conversion or ''}{':' if spec else ''}{spec}"
            yield f"there is no placeholder {{{written}}}.{_nearest(name, known)}"


def _named_facts(message: type[Message]) -> list[str]:
    names = (field.name for field in dataclasses.fields(message))
    return [name for name in names if name not in _NEVER_NAMED and not name.endswith("link")]


def _nearest(word: str, known: Collection[str]) -> str:
    matches = difflib.get_close_matches(word, known, n=1, cutoff=0.5)
    return f" Did you mean {matches[0]}?" if matches else f" Known here: {', '.join(sorted(known))}."
