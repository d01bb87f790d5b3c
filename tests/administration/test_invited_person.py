"""Somebody for whom an operator made an account."""

from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import select

from idp.accounts.models import Account
from idp.administration.creation import invite_person
from idp.audit.models import AuditEvent
from idp.infrastructure.database import transaction
from idp.infrastructure.web.application import Application
from tests.factories.accounts import create_account
from tests.factories.actors import operator
from tests.factories.registration_pages import NEW_PASSWORD, open_link
from tests.factories.sign_in_pages import try_password
from tests.provisioning.databases import Database
from tests.provisioning.mailbox import Mailbox
from tests.provisioning.pages import PageClient


@pytest.fixture
def person(database: Database) -> Account:
    return create_account(database, password=None, email_verified_at=None)


@pytest.fixture
def link(app: Application, person: Account, mailbox: Mailbox) -> str:
    invite(app, person)
    return mailbox.only.link


def invite(app: Application, person: Account) -> None:
    with app.app_context(), transaction() as session:
        invite_person(session, person, app.settings, operator())


def test_the_mail_says_that_there_is_an_account(person: Account, link: str, mailbox: Mailbox) -> None:
    assert mailbox.only.message == "account_created"
    assert "für Sie wurde ein Konto bei Beispiel-Shop erstellt" in mailbox.only.text.replace("\n", " ")
    assert person.email in mailbox.only.text
    assert "vergessen" not in mailbox.only.text


def test_the_link_leads_to_a_first_password(
    client: PageClient, database: Database, person: Account, link: str, mailbox: Mailbox
) -> None:
    page = open_link(client, link)
    assert "Passwort wählen" in page.text
    assert "Neues Passwort" not in page.text
    assert client.submit(page, {"password": NEW_PASSWORD}).status_code == 303

    assert database.one(select(Account.email_verified_at)) is not None
    assert try_password(client, person.email, NEW_PASSWORD).status_code == 303


def test_who_had_a_password_chooses_a_new_one(app: Application, client: PageClient, database: Database) -> None:
    person = create_account(database)
    invite(app, person)

    assert "Neues Passwort" in open_link(client, Mailbox(database, app.secret_box).only.link).text


@pytest.mark.parametrize(("days", "status"), [(6, 200), (8, 410)])
def test_the_invitation_holds_for_a_week(
    clock: time_machine.Traveller, client: PageClient, link: str, days: int, status: int
) -> None:
    clock.shift(timedelta(days=days))

    assert open_link(client, link).status_code == status


def test_the_invitation_is_recorded(database: Database, person: Account, link: str) -> None:
    event = database.one(select(AuditEvent))
    assert (event.action, event.actor_id, event.subject) == ("account.invited", "an operator", person.id)
