"""`idp users admit`, `idp users withdraw`, and where accounts are admitted that operators make."""

import pytest
from sqlalchemy import select

from idp.accounts.models import Account
from idp.admissions.models import AdmissionRecord
from idp.audit.models import AuditEvent
from tests.factories.accounts import create_account
from tests.provisioning.databases import Database
from tests.provisioning.shell import Shell


@pytest.fixture
def person(database: Database) -> Account:
    return create_account(database)


def state_of(database: Database, account: Account) -> list[tuple[str, str]]:
    rows = database.rows(select(AdmissionRecord).where(AdmissionRecord.account_id == account.id))
    return [(row.portal, row.state) for row in rows]


def test_an_account_is_admitted_and_refused_again(shell: Shell, database: Database, person: Account) -> None:
    answer = shell.answer("users", "admit", person.email, "--portal", "forum")
    assert (answer["state"], answer["changed"]) == ("admitted", True)
    assert state_of(database, person) == [("forum", "admitted")]

    answer = shell.answer("users", "withdraw", person.email, "--portal", "forum")
    assert (answer["state"], answer["changed"]) == ("withdrawn", True)
    assert state_of(database, person) == [("forum", "withdrawn")]


def test_a_second_time_says_that_nothing_changed(shell: Shell, person: Account) -> None:
    shell.answer("users", "admit", person.email, "--portal", "forum")

    assert shell.answer("users", "admit", person.email, "--portal", "forum")["changed"] is False


def test_the_event_names_the_command_line_and_the_portal(shell: Shell, database: Database, person: Account) -> None:
    shell.answer("users", "withdraw", person.email, "--portal", "forum")

    event = database.one(select(AuditEvent).where(AuditEvent.action == "admission.withdrawn"))
    assert (event.actor_id, event.portal, event.subject) == ("command line", "forum", person.id)


def test_an_unknown_portal_is_named(shell: Shell, person: Account) -> None:
    refused = shell.refusal("users", "admit", person.email, "--portal", "nowhere")

    assert "nowhere" in refused


def test_a_created_account_is_admitted_to_its_portal(shell: Shell, database: Database) -> None:
    created = shell.answer("users", "create", "--email", "neu@example.test", "--portal", "forum")

    account = database.one(select(Account).where(Account.id == created["id"]))
    assert state_of(database, account) == [("forum", "admitted")]
