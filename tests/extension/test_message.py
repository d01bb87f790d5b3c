"""A mail is one class, one registration and one folder of templates."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import ClassVar

import pytest
from flask import request
from jinja2 import ChoiceLoader, DictLoader

from idp.infrastructure.database import current_session
from idp.infrastructure.web.application import Application
from idp.mail import Message, add_messages, enqueue
from tests.provisioning.mailbox import Mailbox

TEMPLATES = {
    "mail/postcard/subject.txt": "A card from {{ town }}",
    "mail/postcard/body.txt": '{% extends "mail/layout/body.txt" %}{% block content %}Look: {{ link }}{% endblock %}',
    "mail/postcard/body.html": '{% extends "mail/layout/body.html" %}{% block content %}From {{ town }}{% endblock %}',
}


@dataclass(frozen=True, kw_only=True)
class Postcard(Message):
    key: ClassVar[str] = "postcard"

    town: str
    link: str
    name: str = ""


@pytest.fixture
def app(make_app: Callable[..., Application]) -> Application:
    app = make_app(own=True)
    add_messages(app, (Postcard,))
    app.jinja_env.loader = ChoiceLoader([DictLoader(TEMPLATES), app.jinja_env.loader])

    @app.get("/postcards/send")
    def send() -> str:
        card = Postcard(town=request.args["town"], link="https://id.example.test/cards/1", name="Ada")
        enqueue(current_session(), card, recipient="ada@example.test", portal="shop", language="en")
        return "sent"

    return app


def test_a_page_sends_it_in_the_portal_s_looks(app: Application, mailbox: Mailbox) -> None:
    app.test_client().get("/postcards/send?town=Husum")

    assert mailbox.only.subject == "A card from Husum"
    assert "Hello Ada," in mailbox.only.text
    assert mailbox.only.link == "https://id.example.test/cards/1"
    assert "Beispiel-Shop" in mailbox.only.html
