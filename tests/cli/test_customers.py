"""`idp customers`."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import select

from idp.audit.models import AuditEvent
from idp.customers.models import CustomerRecord
from tests.provisioning.databases import Database
from tests.provisioning.shell import Shell

FACTS = ("--name", "Hafenwerk GmbH", "--postcode", "20457", "--attribute", "meter=M1")
CREATE = ("customers", "create", "KD-4711", *FACTS)


@pytest.fixture
def customers(make_shell: Callable[..., Shell], database: Database) -> Shell:
    return make_shell(database={"url": database.url}, registers={"netz": {}})


def test_a_customer_is_created_shown_changed_and_listed(customers: Shell) -> None:
    created = customers.answer(*CREATE)
    assert created == {
        "id": created["id"],
        "register": "netz",
        "number": "KD-4711",
        "former_numbers": [],
        "name": "Hafenwerk GmbH",
        "postcodes": ["20457"],
        "state": "active",
        "accounts": [],
        "accounts_allowed": 1,
        "organization": None,
        "merged_into": None,
        "attributes": {"meter": "M1"},
    }

    changed = customers.answer("customers", "edit", "kd4711", "--state", "closed", "--postcode", "D-20459")
    assert (changed["state"], changed["postcodes"], changed["name"]) == ("closed", ["20459"], "Hafenwerk GmbH")
    assert customers.answer("customers", "show", "KD 4711") == changed
    assert customers.answer("customers", "list", "--search", "hafen") == [changed]
    assert customers.answer("customers", "list", "--search", "47") == [changed]
    assert customers.answer("customers", "list", "--search", "almhof") == []


def test_a_customer_gets_a_new_number_and_is_merged(customers: Shell, database: Database) -> None:
    customers.answer(*CREATE)
    customers.answer("customers", "create", "4712", "--name", "Almhof")

    renumbered = customers.answer("customers", "renumber", "KD-4711", "9000")
    assert (renumbered["number"], renumbered["former_numbers"]) == ("9000", ["KD-4711"])

    merged = customers.answer("customers", "merge", "KD-4711", "4712")
    assert (merged["number"], merged["former_numbers"]) == ("4712", ["9000", "KD-4711"])
    actions = sorted(event.action for event in database.rows(select(AuditEvent)))
    assert actions == ["customer.created", "customer.created", "customer.merged", "customer.renumbered"]


def test_only_what_is_otherwise_is_a_change(customers: Shell, database: Database) -> None:
    customers.answer(*CREATE)
    for name in ("Almhof", "Almhof"):
        customers.answer("customers", "edit", "kd4711", "--name", name)

    events = database.rows(select(AuditEvent).where(AuditEvent.action == "customer.changed"))
    assert len(events) == 1


def test_the_event_of_a_merger_names_both(customers: Shell, database: Database) -> None:
    created, other = customers.answer(*CREATE), customers.answer("customers", "create", "4712")
    customers.answer("customers", "merge", "4712", "KD-4711")

    event = database.one(select(AuditEvent).where(AuditEvent.action == "customer.merged"))
    assert (event.subject, event.details) == (other["id"], {"register": "netz", "into": created["id"]})


def test_the_list_begins_with_the_newest_and_ends_in_time(customers: Shell) -> None:
    for number in ("1", "2", "3"):
        customers.answer("customers", "create", number, "--name", "Hafen")

    assert [each["number"] for each in customers.answer("customers", "list", "--limit", "2")] == ["3", "2"]


def test_signs_of_patterns_are_letters_like_others(customers: Shell) -> None:
    customers.answer(*CREATE)

    assert customers.answer("customers", "list", "--search", "%") == []
    assert customers.answer("customers", "list", "--search", "KD_4711") == []


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("show", "4712"), "The register has no customer 4712"),
        (("create", "kd4711"), "already has the number kd4711"),
        (("renumber", "KD-4711", "!"), "no valid value for number"),
        (("merge", "KD-4711", "kd4711"), "already belong to the same customer"),
        (("create", "1", "--postcode", "!"), "is no postcode"),
        (("create", "1", "--attribute", "meter"), "meter is no NAME=VALUE"),
        (("show", "KD-4711", "--register", "gas"), "There is no register gas"),
    ],
)
def test_what_is_wrong_is_refused(customers: Shell, database: Database, arguments: tuple[str, ...], said: str) -> None:
    customers.answer(*CREATE)

    assert said in customers.refusal("customers", *arguments)
    assert database.count(CustomerRecord) == 1


def test_without_a_register_in_the_settings_there_is_one_of_that_name(shell: Shell) -> None:
    assert shell.answer(*CREATE)["register"] == "customers"
    assert "There is no register gas" in shell.refusal("customers", "show", "KD-4711", "--register", "gas")


def test_of_several_registers_one_must_be_named(make_shell: Callable[..., Shell], database: Database) -> None:
    shell = make_shell(database={"url": database.url}, registers={"gas": {}, "power": {"ignore_leading_zeros": False}})
    assert "gas, power" in shell.refusal(*CREATE)

    shell.answer("customers", "create", "007", "--register", "power")
    assert "no customer 7" in shell.refusal("customers", "show", "7", "--register", "power")


def test_a_dry_run_stores_nothing_and_an_import_does(customers: Shell, database: Database, tmp_path: Path) -> None:
    file = tmp_path / "customers.csv"
    file.write_text("number,name\n4711,Ada\n")

    assert customers.answer("customers", "import", str(file), "--dry-run")["new"] == 1
    assert database.count(CustomerRecord) == 0
    assert customers.answer("customers", "import", str(file))["new"] == 1
    assert database.count(CustomerRecord) == 1


def test_a_file_with_rows_that_are_left_out_ends_with_1(customers: Shell, tmp_path: Path) -> None:
    file = tmp_path / "customers.csv"
    file.write_text("number,name\n,Ada\n")

    result = customers.run("customers", "import", str(file), "--json")

    assert result.exit_code == 1
    assert json.loads(result.stdout)["invalid"] == 1
