"""A file of customers: what is created, changed, renumbered and refused, and what a dry run says of it."""

from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import select

from idp.administration.customers.importing import CustomerTally, examine_customers, import_customers
from idp.administration.customers.records import Register
from idp.administration.errors import UnreadableFile
from idp.administration.imports import Source
from idp.audit.models import AuditEvent
from idp.customers.lookup import find_customer
from idp.customers.models import CustomerNumber, CustomerRecord
from idp.infrastructure.web.application import Application
from idp.settings import RegisterSettings
from tests.factories.actors import operator
from tests.factories.customers import REGISTER
from tests.provisioning.databases import Database

Import = Callable[..., CustomerTally]


@pytest.fixture
def import_text(app: Application, tmp_path: Path) -> Import:
    """Import a file of this text, after a dry run that must say the same."""

    def run(text: str, name: str = "customers.csv") -> CustomerTally:
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        register, source = Register(REGISTER, RegisterSettings()), Source(path)
        with app.app_context():
            told = examine_customers(source, register, lambda _: None, operator())
            done = import_customers(source, register, lambda _: None, operator())
        assert told == done
        return done

    return run


def record_of(database: Database, number: str) -> CustomerRecord:
    with database.transaction() as session:
        record = find_customer(session, REGISTER, number)
    assert record is not None
    return record


def counts(tally: CustomerTally) -> tuple[int, int, int, int, int]:
    return tally.new, tally.changed, tally.renumbered, tally.unchanged, tally.invalid


def test_a_spreadsheet_with_german_names_of_columns(import_text: Import, database: Database) -> None:
    text = "Kundennummer;Nachname;PLZ;alte Nummern;attributes.meter\n0004711;Müller;D-01067;12;M1\n"

    assert counts(import_text(text)) == (1, 0, 0, 0, 0)

    record = record_of(database, "4711")
    assert (record.name, record.postcodes, record.attributes) == ("Müller", ("01067",), {"meter": "M1"})
    assert record_of(database, "12").id == record.id
    assert database.one(select(CustomerNumber.number).where(CustomerNumber.ended_at.is_(None))) == "0004711"


def test_json_may_have_lists_and_attributes(import_text: Import, database: Database) -> None:
    text = '[{"number": 4711, "name": "Hafen", "postcodes": ["01067", "01069"], "attributes": {"meter": "M1"}}]'

    assert counts(import_text(text, "customers.json")) == (1, 0, 0, 0, 0)

    record = record_of(database, "4711")
    assert (record.postcodes, record.attributes) == (("01067", "01069"), {"meter": "M1"})


def test_the_same_file_again_changes_nothing(import_text: Import, database: Database) -> None:
    text = "number,name,postcodes\n4711,Ada,01067\n4712,Grace,01069\n"
    import_text(text)

    assert counts(import_text(text)) == (0, 0, 0, 2, 0)


def test_what_a_later_file_says_is_changed_and_the_rest_stays(import_text: Import, database: Database) -> None:
    import_text("number,name,postcodes,attributes.meter\n4711,Ada,01067,M1\n4712,Grace,01069,M2\n")

    assert counts(import_text("number,name,postcodes,attributes.email\n4711,Lovelace,,x\n")) == (0, 1, 0, 0, 0)

    record = record_of(database, "4711")
    assert (record.name, record.postcodes) == ("Lovelace", ("01067",))
    assert record.attributes == {"meter": "M1", "email": "x"}
    assert record_of(database, "4712").state == "active"


def test_a_customer_that_is_found_by_a_former_number_gets_the_new_one(import_text: Import, database: Database) -> None:
    import_text("number,name\n4711,Ada\n")
    before = record_of(database, "4711").id

    assert counts(import_text("number,former_numbers\n9000,4711;8000\n")) == (0, 0, 1, 0, 0)

    assert {record_of(database, number).id for number in ("4711", "8000", "9000")} == {before}
    assert database.one(select(CustomerNumber.number).where(CustomerNumber.ended_at.is_(None))) == "9000"


def test_a_customer_can_be_closed_and_opened_again(import_text: Import, database: Database) -> None:
    import_text("number,name\n4711,Ada\n")

    import_text("number,state\n4711,Closed\n")
    assert record_of(database, "4711").state == "closed"
    import_text("number,state\n4711,active\n")
    assert record_of(database, "4711").state == "active"


@pytest.mark.parametrize(
    ("lines", "problem"),
    [
        (",Ada,,", "line 2: number is missing"),
        ("47;11,Ada,,", "line 2: number is no customer number"),
        ("4711,,!,", "line 2: postcodes is no postcode"),
        ("4711,,,gone", "line 2: state must be active or closed"),
        (f"4711,{'x' * 201},,", "line 2: name must have 1 to 200 printable characters"),
        ("4711,Ada,,\n04711,Grace,,", "line 3: number is that of line 2"),
    ],
)
def test_what_cannot_be_imported_is_named_by_line(
    import_text: Import, database: Database, lines: str, problem: str
) -> None:
    tally = import_text(f"number,name,postcodes,state\n{lines}\n")

    assert [str(each) for each in tally.problems] == [problem]
    assert database.count(CustomerRecord) == tally.new


def test_numbers_of_several_customers_are_refused(import_text: Import, database: Database) -> None:
    import_text("number\n4711\n4712\n")

    tally = import_text("number,former_numbers\n9000,4711;4712\n")

    assert str(tally.problems[0]) == "line 2: former_numbers are of several customers, who must be merged first"
    assert database.count(CustomerNumber) == 2


def test_a_file_without_numbers_is_refused(import_text: Import) -> None:
    with pytest.raises(UnreadableFile):
        import_text("name,postcode\nAda,01067\n")


def test_columns_that_are_not_kept_are_named(import_text: Import) -> None:
    assert import_text("number,Ort,IBAN\n4711,Dresden,DE\n").left_out == ["Ort", "IBAN"]


def test_more_rows_than_are_looked_at_together(import_text: Import, database: Database) -> None:
    rows = "\n".join(f"K{number},Kunde" for number in range(1100))

    assert counts(import_text(f"number,name\n{rows}\n")) == (1100, 0, 0, 0, 0)
    assert database.count(CustomerRecord) == 1100


def test_an_import_is_one_event_without_names_and_numbers(import_text: Import, database: Database) -> None:
    import_text("number,name\n4711,Ada\n")

    event = database.one(select(AuditEvent))
    assert (event.action, event.subject) == ("customers.imported", REGISTER)
    assert event.details == {"rows": 1, "new": 1, "changed": 0, "renumbered": 0}
