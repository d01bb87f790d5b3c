"""Customers are found by their numbers."""

from idp.customers.lookup import find_customers_by_keys
from tests.factories.customers import REGISTER, create_record
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
