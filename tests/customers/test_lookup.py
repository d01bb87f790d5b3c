"""Customers are found by their numbers."""

from idp.customers.lookup import find_customers_by_keys, linked_keys
from tests.factories.accounts import create_account
from tests.factories.customers import REGISTER, create_record, save_link
from tests.provisioning.databases import Database


def test_of_many_numbers_only_those_that_are_asked_for_are_read(database: Database) -> None:
    """A register may have millions."""
    asked = create_record(database, "4711", "12")
    create_record(database, "4712")

    with database.transaction() as session:
        found = find_customers_by_keys(session, REGISTER, ["4711", "12", "9000"])

    assert {key: (each.record.id, each.is_present) for key, each in found.items()} == {
        "4711": (asked.id, True),
        "12": (asked.id, False),
    }


def test_the_numbers_of_an_account_are_those_of_its_customers_in_the_registers_that_are_asked(
    database: Database,
) -> None:
    account, other = create_account(database), create_account(database)
    save_link(database, account, create_record(database, "4711", "12"))
    save_link(database, account, create_record(database, "9000", register="forum"))
    save_link(database, other, create_record(database, "4712"))

    with database.transaction() as session:
        assert linked_keys(session, account.id, [REGISTER]) == {(REGISTER, "4711"), (REGISTER, "12")}
