"""Customer records that are changed one by one."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select

from idp.administration.customers.facts import LONGEST_ID, MOST_ACCOUNTS, parse_facts
from idp.administration.customers.records import Register, change_customer, change_number
from idp.customers.changes import CustomerFacts
from idp.customers.errors import InvalidCustomerFact
from idp.customers.models import CustomerRecord
from idp.infrastructure.database import transaction
from idp.infrastructure.web.application import Application
from idp.settings import RegisterSettings
from tests.factories.actors import operator
from tests.factories.customers import REGISTER, create_record
from tests.factories.organizations import create_organization
from tests.provisioning.databases import Database

NETZ = Register(REGISTER, RegisterSettings())


def call(app: Application, change: Callable[..., bool], *arguments: Any) -> bool:
    with app.app_context(), transaction() as session:
        return change(session, NETZ, *arguments, operator())


def facts(**values: str) -> CustomerFacts:
    parsed, problems = parse_facts(values, NETZ.settings)
    assert parsed is not None, problems
    return parsed


@pytest.mark.parametrize(("name", "is_changed"), [("Almhof", True), ("Hafen", False)])
def test_a_change_tells_whether_anything_was_otherwise(
    app: Application, database: Database, name: str, is_changed: bool
) -> None:
    create_record(database, "4711", name="Hafen")

    assert call(app, change_customer, facts(number="4711", name=name)) is is_changed


@pytest.mark.parametrize(("number", "is_changed"), [("9000", True), ("4711", False)])
def test_a_new_number_tells_whether_it_was_another(
    app: Application, database: Database, number: str, is_changed: bool
) -> None:
    create_record(database, "4711")

    assert call(app, change_number, "4711", number) is is_changed


@pytest.mark.parametrize("text", ["1", "2", str(MOST_ACCOUNTS)])
def test_a_customer_may_have_so_many_accounts(text: str) -> None:
    assert facts(number="4711", accounts_allowed=text).accounts_allowed == int(text)


@pytest.mark.parametrize("text", ["0", str(MOST_ACCOUNTS + 1), "00001 1", "\u0662", "000001"])
def test_what_is_no_number_of_accounts_is_refused(text: str) -> None:
    assert parse_facts({"number": "4711", "accounts_allowed": text}, NETZ.settings)[0] is None


LONGEST = "org_".ljust(LONGEST_ID, "x")


@pytest.mark.parametrize(("text", "is_id"), [(LONGEST, True), (LONGEST + "x", False), ("org_\x00", False)])
def test_the_id_of_an_organization_is_one_by_its_form(text: str, is_id: bool) -> None:
    parsed, _ = parse_facts({"number": "4711", "organization_id": text}, NETZ.settings)
    assert (parsed is not None) is is_id


def test_a_customer_gets_the_organization_and_the_accounts_that_are_said(app: Application, database: Database) -> None:
    organization = create_organization(database)
    record = create_record(database, "4711")

    assert call(app, change_customer, facts(number="4711", organization_id=organization.id, accounts_allowed="3"))

    changed = database.one(select(CustomerRecord).where(CustomerRecord.id == record.id))
    assert (changed.organization_id, changed.accounts_allowed) == (organization.id, 3)


def test_a_customer_gets_no_organization_that_is_not_there(app: Application, database: Database) -> None:
    create_record(database, "4711")

    with pytest.raises(InvalidCustomerFact):
        call(app, change_customer, facts(number="4711", organization_id="org_1"))
