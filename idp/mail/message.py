"""What every message has in common, and the registry of them: each package registers those that it sends."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import ClassVar

from flask import Flask

from idp.infrastructure.request_info import RequestInfo

_EXTENSION = "idp.mail_messages"


@dataclass(frozen=True, kw_only=True)
class Message:
    """One kind of mail: its fields are what its templates may name.

    The words stand in ``templates/mail/<key>/{subject.txt,body.txt,body.html}``. Links are complete addresses, made by
    the caller: a mail is rendered without a request. Moments are aware; the templates get them as text in the
    portal's time zone and the person's language.

    Opening a link of any message changes nothing; mail scanners open them all.
    """

    key: ClassVar[str]
    despite_suppression: ClassVar[bool] = False
    """Whether it is tried even where its address is suppressed (see docs/decisions/0090)."""


@dataclass(frozen=True, kw_only=True)
class RequestedMessage(Message):
    """A message about something that a browser asked for: templates get its ``device``, in known words, and ``ip``."""

    asked_by: RequestInfo


def add_messages(app: Flask, messages: Iterable[type[Message]]) -> None:
    """Register kinds of mail. Raises ValueError where another one has its key: they would share their templates."""
    known: dict[str, type[Message]] = app.extensions.setdefault(_EXTENSION, {})
    for message in messages:
        if known.setdefault(message.key, message) is not message:
            raise ValueError(f"There are two messages {message.key}.")


def mail_messages(app: Flask) -> Mapping[str, type[Message]]:
    """Every kind of mail by its key, in the order in which they were registered."""
    messages: dict[str, type[Message]] = app.extensions.get(_EXTENSION, {})
    return messages
