"""Whom a notice goes to, in which language and look."""

from dataclasses import replace

import pytest
from sqlalchemy import select

from idp.accounts.notices import notify
from idp.accounts.password.messages import PasswordChanged
from idp.actors import Actor
from idp.infrastructure.clock import current_time
from idp.infrastructure.web.application import Application
from idp.mail.models import OutboxMail
from tests.factories.accounts import create_account
from tests.factories.actors import operator, person_actor
from tests.provisioning.databases import Database

ENGLISH = replace(person_actor(), language="en")


def noticed(app: Application, database: Database, actor: Actor, language: str | None, **to: str) -> OutboxMail:
    account = create_account(database, language=language, email="ada@example.test")
    message = PasswordChanged(
        changed_at=current_time(),
        secure_link="https://id.example.test/",
        secure_until=current_time(),
        asked_by=actor.request_info,
    )
    with app.app_context(), database.transaction() as session:
        notify(session, account, message, actor, **to)
    mail: OutboxMail = database.one(select(OutboxMail))
    assert mail.account_id == account.id
    return mail


@pytest.mark.parametrize(
    ("actor", "own", "language"),
    [
        (ENGLISH, "de", "de"),
        (ENGLISH, None, "en"),
        (replace(operator(), language="en"), None, "de"),
        (operator(), "en", "en"),
    ],
    ids=["the account's own", "the person's", "the portal's, not the operator's", "the account's own, by an operator"],
)
def test_the_language_is_the_readers(
    app: Application, database: Database, actor: Actor, own: str | None, language: str
) -> None:
    assert noticed(app, database, actor, own).language == language


def test_it_goes_to_the_accounts_address_at_the_actors_portal(app: Application, database: Database) -> None:
    mail = noticed(app, database, person_actor(), None)

    assert (mail.recipient, mail.portal) == ("ada@example.test", "shop")


def test_it_goes_to_another_address_where_one_is_named(app: Application, database: Database) -> None:
    mail = noticed(app, database, person_actor(), None, recipient="old@example.test")

    assert mail.recipient == "old@example.test"
