"""`idp registrations`: the queue of the operators."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from idp.infrastructure.clock import current_time
from idp.organizations.models import Organization
from idp.registration.models import Registration
from tests.factories.accounts import create_account
from tests.factories.organizations import create_organization, join
from tests.provisioning.databases import Database
from tests.provisioning.shell import Shell

DAY = timedelta(days=1)


def save(database: Database, organization: Organization | None, **values: Any) -> Registration:
    """One that waits since five days."""
    now = current_time()
    given = {"state": "awaiting_approval", "browser_hash": "x", "portal": "shop", "language": "de"}
    given |= {"email": "petra@praxis.example", "asked_at": now - 5 * DAY, "expires_at": now + DAY}
    registration = Registration(organization_id=organization.id if organization else None, **given | values)
    database.save(registration)
    return registration


@pytest.fixture
def administered(database: Database) -> Organization:
    organization = create_organization(database)
    join(database, organization, create_account(database), role="administrator")
    return organization


def test_those_that_wait_for_operators_are_listed_with_their_days(
    shell: Shell, database: Database, administered: Organization
) -> None:
    waiting = [
        save(database, None),
        save(database, create_organization(database)),
        save(database, administered, escalated_at=current_time()),
    ]
    save(database, administered)
    save(database, None, state="approved")
    save(database, None, expires_at=current_time() - DAY)

    listed = shell.answer("registrations", "list", "--waits-for", "operators")

    assert {each["id"] for each in listed} == {each.id for each in waiting}
    assert {each["waiting_days"] for each in listed} == {5}
    assert len(shell.answer("registrations", "list")) == 5
    assert "Days" in shell.run("registrations", "list").stdout


def test_an_operator_approves_with_the_right_in_the_organization_of_the_customer(
    shell: Shell, database: Database, administered: Organization
) -> None:
    registration = save(database, administered, password_hash="$argon2id$")

    shell.run("registrations", "approve", registration.id, "--role", "administrator", "--billing")

    granted = database.one(select(Registration.granted))
    assert granted == {"role": "administrator", "billing": True, "expires_at": None, "products": {}, "roles": {}}


def test_the_doctor_warns_of_what_waits_long(shell: Shell, database: Database, administered: Organization) -> None:
    def found() -> dict[str, Any]:
        (finding,) = shell.answer("doctor", "--only", "registrations")["findings"]
        return finding

    save(database, administered)
    save(database, None, asked_at=current_time() - 2 * DAY)
    assert found()["status"] == "ok"
    save(database, None)
    assert (found()["status"], found()["message"][:18]) == ("warning", "1 registration has")
