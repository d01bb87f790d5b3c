"""`idp customers link` and `unlink`, and the organization that is a customer."""

from collections.abc import Callable

import pytest
from sqlalchemy import select

from idp.audit.models import AuditEvent
from tests.factories.accounts import create_account
from tests.factories.organizations import create_membership
from tests.provisioning.databases import Database
from tests.provisioning.mailbox import Mailbox
from tests.provisioning.shell import Shell


@pytest.fixture
def customers(make_shell: Callable[..., Shell], database: Database) -> Shell:
    shell = make_shell(database={"url": database.url}, registers={"netz": {}})
    shell.answer("customers", "create", "KD-4711")
    return shell


def test_an_account_is_linked_and_separated(customers: Shell, database: Database) -> None:
    account = create_account(database)

    assert customers.answer("customers", "link", "kd4711", account.email)["accounts"] == [account.email]
    assert customers.answer("customers", "show", "KD-4711")["accounts"] == [account.email]
    assert customers.answer("customers", "unlink", "kd4711", account.id)["accounts"] == []

    events = database.rows(select(AuditEvent).where(AuditEvent.subject == account.id).order_by(AuditEvent.at))
    assert [event.action for event in events] == ["account.customer_linked", "account.customer_unlinked"]
    assert events[0].details["register"] == "netz"


def test_a_further_account_needs_room_and_the_first_is_told(
    customers: Shell, database: Database, mailbox: Mailbox
) -> None:
    first, second = create_account(database), create_account(database)
    customers.answer("customers", "link", "KD-4711", first.email)
    assert "No further account" in customers.refusal("customers", "link", "KD-4711", second.email)

    assert customers.answer("customers", "edit", "KD-4711", "--accounts", "2")["accounts_allowed"] == 2
    customers.answer("customers", "link", "KD-4711", second.email)

    assert mailbox.only.recipient == first.email


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("link", "4712", "ada@example.test"), "The register has no customer 4712"),
        (("link", "KD-4711", "ben@example.test"), "There is no account ben@example.test"),
        (("unlink", "KD-4711", "ada@example.test"), "not linked to the customer KD-4711"),
        (("edit", "KD-4711", "--accounts", "0"), "must be a number from 1 to 10000"),
        (("edit", "KD-4711", "--accounts", "100001"), "must be a number from 1 to 10000"),
        (("edit", "KD-4711", "--organization", "Hafen"), "must be the id of an organization"),
        (("edit", "KD-4711", "--organization", "org_1"), "no valid value for organization"),
        (("create", "4712", "--organization", "org_1"), "no valid value for organization"),
    ],
)
def test_what_is_wrong_is_refused(customers: Shell, database: Database, arguments: tuple[str, ...], said: str) -> None:
    create_account(database, email="ada@example.test")

    assert said in customers.refusal("customers", *arguments)


def test_an_organization_stands_for_a_customer(customers: Shell, database: Database) -> None:
    organization = create_membership(database, create_account(database)).organization_id

    changed = customers.answer("customers", "edit", "KD-4711", "--organization", organization)

    assert changed["organization"] == organization
