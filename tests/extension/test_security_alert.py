"""A security alert is one mail, whose frame leads to securing the account."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import ClassVar
from urllib.parse import urlsplit

import pytest
from jinja2 import ChoiceLoader, DictLoader
from sqlalchemy.orm import Session

from idp.accounts.notices import notify
from idp.accounts.security.alerts import SecurityAlert, issue_secure_link
from idp.accounts.signals import account_secured
from idp.actors import system_actor
from idp.infrastructure.database import transaction
from idp.infrastructure.web.application import Application
from idp.mail import add_messages
from tests.factories.accounts import create_account
from tests.provisioning.databases import Database
from tests.provisioning.mailbox import Mailbox
from tests.provisioning.pages import PageClient

TEMPLATES = {
    "mail/card_sent/subject.txt": "A card was sent",
    "mail/card_sent/body.txt": '{% extends "mail/layout/body.txt" %}{% block content %}A card{% endblock %}',
    "mail/card_sent/body.html": '{% extends "mail/layout/body.html" %}{% block content %}Card{% endblock %}',
}


@dataclass(frozen=True, kw_only=True)
class CardSent(SecurityAlert):
    """A card was sent in the account's name."""

    key: ClassVar[str] = "card_sent"
    event = "A card was sent from your account"

    name: str = ""


@pytest.fixture
def app(make_app: Callable[..., Application], database: Database) -> Application:
    app = make_app(own=True)
    add_messages(app, (CardSent,))
    app.jinja_env.loader = ChoiceLoader([DictLoader(TEMPLATES), app.jinja_env.loader])
    account = create_account(database, email="ada@example.test")
    with app.app_context(), transaction() as session:
        actor = system_actor("postcards", portal="shop")
        secure = issue_secure_link(session, account, CardSent, actor)
        message = CardSent(secure_link=secure.url, secure_until=secure.valid_until, name=account.name)
        notify(session, account, message, actor)
    return app


def test_its_link_names_the_event_and_secures_the_account(
    app: Application, client: PageClient, mailbox: Mailbox
) -> None:
    secured: list[str] = []

    def take_back(sender: str, session: Session, **_: object) -> None:
        secured.append(sender)

    found = re.search(r"https://\S+/secure-account/\S+", mailbox.only.text)
    assert found
    page = client.get(urlsplit(found[0]).path, follow_redirects=True)
    assert "A card was sent from your account" in page.text

    with account_secured.connected_to(take_back):
        client.submit(page)

    assert len(secured) == 1
