"""Customer records that are changed one by one."""

from collections.abc import Callable
from typing import Any

import pytest

from idp.administration.customers.facts import parse_facts
from idp.administration.customers.records import Register, change_customer, change_number
from idp.customers.changes import CustomerFacts
from idp.infrastructure.database import transaction
from idp.infrastructure.web.application import Application
from idp.settings import RegisterSettings
from tests.factories.actors import operator
from tests.factories.customers import REGISTER, create_record
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
