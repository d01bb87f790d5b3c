"""Packages register the mails that they send."""

from dataclasses import dataclass
from typing import ClassVar

import pytest
from flask import Flask

from idp.infrastructure.database import transaction
from idp.infrastructure.web.application import Application
from idp.mail import Message, add_messages, enqueue, mail_messages


@dataclass(frozen=True, kw_only=True)
class Postcard(Message):
    key: ClassVar[str] = "postcard"


@dataclass(frozen=True, kw_only=True)
class OtherPostcard(Message):
    key: ClassVar[str] = "postcard"


def test_a_message_is_found_by_its_key() -> None:
    app = Flask("trial")
    add_messages(app, (Postcard,))

    assert mail_messages(app) == {"postcard": Postcard}


def test_two_messages_of_one_key_are_an_error() -> None:
    app = Flask("trial")
    add_messages(app, (Postcard,))

    with pytest.raises(ValueError, match="two messages postcard"):
        add_messages(app, (OtherPostcard,))


def test_a_message_that_was_not_registered_is_not_sent(app: Application) -> None:
    with (
        app.app_context(),
        transaction() as session,
        pytest.raises(LookupError, match="postcard is not registered"),
    ):
        enqueue(session, Postcard(), recipient="ada@example.test", portal="shop", language="en")
