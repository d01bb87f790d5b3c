"""A file of customers: what is created, changed, renumbered and refused, and what a dry run says of it."""

from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import select

from idp.administration.customers.importing import CustomerTally, examine_customers, import_customers
from idp.administration.errors import UnreadableFile
from idp.administration.files.batches import BATCH
from idp.administration.files.problems import MOST_LISTED
from idp.administration.imports import Source
from idp.audit.models import AuditEvent
from idp.customers.lookup import find_customer
from idp.customers.models import CustomerNumber, CustomerRecord
from idp.customers.registers import Register
from idp.infrastructure.web.application import Application
from idp.settings import RegisterSettings
from tests.factories.accounts import create_account
from tests.factories.actors import operator
from tests.factories.customers import REGISTER, create_record
from tests.factories.organizations import create_membership
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

    tally = import_text(text, "customers.json")

    assert (counts(tally), tally.left_out, tally.unit) == ((1, 0, 0, 0, 0), [], "entry")
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
    with pytest.raises(UnreadableFile) as refused:
        import_text("name,postcode\nAda,01067\n")

    assert (
        "number, former_numbers, name, postcodes, state, accounts_allowed, organization_id, attributes.NAME"
        in refused.value.text
    )


def test_columns_that_are_not_kept_are_named(import_text: Import) -> None:
    tally = import_text("number,Ort,IBAN,attributes.\n4711,Dresden,DE,x\n4712,Dresden,DE,x\n")

    assert tally.left_out == ["Ort", "IBAN", "attributes."]


def test_each_row_is_counted(import_text: Import) -> None:
    import_text("number,name\n1,A\n2,B\n3,C\n4,D\n5,E\n6,F\n")

    tally = import_text("number,former_numbers,name\n1,,X\n2,,Y\n30,3,\n40,4,\n5,,E\n6,,F\n7,,G\n8,,H\n!,,\n?,,\n")

    assert (tally.rows, counts(tally)) == (10, (2, 2, 2, 2, 2))
    assert [str(each) for each in tally.problems] == [
        "line 10: number is no customer number",
        "line 11: number is no customer number",
    ]


def test_entries_of_a_document_are_named_so(import_text: Import, database: Database) -> None:
    tally = import_text('[{"number": "4711", "name": {"first": "Ada"}}]', "customers.json")

    assert [str(each) for each in tally.problems] == ["entry 1: name is neither text nor a number"]
    assert database.count(CustomerRecord) == 0


def test_an_entry_without_a_number_is_named(import_text: Import) -> None:
    tally = import_text('[{"name": "Ada"}]', "customers.json")

    assert [str(each) for each in tally.problems] == ["entry 1: number is missing"]


def test_a_wrong_file_fills_no_list(import_text: Import) -> None:
    names = ",".join(f"column{number}" for number in range(MOST_LISTED + 20))
    rows = "\n".join("!" + "," * (MOST_LISTED + 20) for _ in range(MOST_LISTED + 20))

    tally = import_text(f"number,{names}\n{rows}\n")

    assert tally.invalid == MOST_LISTED + 20
    assert (len(tally.problems), len(tally.left_out)) == (MOST_LISTED, MOST_LISTED)


def test_values_may_be_as_long_as_their_columns(import_text: Import, database: Database) -> None:
    assert counts(import_text(f"number,name,attributes.a\n4711,{'x' * 200},{'y' * 200}\n")) == (1, 0, 0, 0, 0)
    assert record_of(database, "4711").attributes == {"a": "y" * 200}


@pytest.mark.parametrize("text", ["y" * 201, "y\x07y"], ids=["too long", "not printable"])
def test_an_attribute_that_cannot_be_kept_is_named(import_text: Import, text: str) -> None:
    assert [str(each) for each in import_text(f"number,attributes.a\n4711,{text}\n").problems] == [
        "line 2: attributes.a must have at most 200 printable characters"
    ]


def test_a_new_customer_may_be_a_closed_one(import_text: Import, database: Database) -> None:
    import_text("number,state\n4711,closed\n4712,\n")

    assert [record_of(database, number).state for number in ("4711", "4712")] == ["closed", "active"]
    assert record_of(database, "4711").name == ""


def test_the_numbers_of_another_register_are_not_those_of_this_one(import_text: Import, database: Database) -> None:
    create_record(database, "4711", register="gas")

    assert counts(import_text("number\n4711\n")) == (1, 0, 0, 0, 0)


def test_more_rows_than_are_looked_at_together(import_text: Import, database: Database) -> None:
    rows = "\n".join(f"K{number},Kunde" for number in range(1100))

    assert counts(import_text(f"number,name\n{rows}\n")) == (1100, 0, 0, 0, 0)
    assert database.count(CustomerRecord) == 1100


def test_progress_is_told_after_some_rows(app: Application, tmp_path: Path) -> None:
    """The memory does not grow with the file."""
    path, told = tmp_path / "customers.csv", list[int]()
    path.write_text("\n".join(["number", *map(str, range(1, 2 * BATCH + 2))]), encoding="utf-8")

    with app.app_context():
        examine_customers(Source(path), Register(REGISTER, RegisterSettings()), told.append, operator())

    assert told == [BATCH, BATCH, 1]


def test_an_import_is_one_event_without_names_and_numbers(import_text: Import, database: Database) -> None:
    import_text("number,name\n4711,Ada\n")

    event = database.one(select(AuditEvent))
    assert (event.action, event.subject) == ("customers.imported", REGISTER)
    assert event.details == {"rows": 1, "new": 1, "changed": 0, "renumbered": 0}


def test_a_file_says_how_many_accounts_and_which_organization(import_text: Import, database: Database) -> None:
    organization = create_membership(database, create_account(database)).organization_id
    text = f"number,accounts_allowed,organization_id\n4711,3,{organization}\n4712,,\n"

    assert counts(import_text(text)) == (2, 0, 0, 0, 0)

    records = record_of(database, "4711"), record_of(database, "4712")
    assert [(each.accounts_allowed, each.organization_id) for each in records] == [(3, organization), (1, None)]


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("number,accounts_allowed\n4711,many\n", "line 2: accounts_allowed must be a number from 1 to 10000"),
        ("number,organization_id\n4711,org_1\n", "line 2: organization_id is of no organization"),
    ],
)
def test_what_it_says_of_them_is_checked(import_text: Import, database: Database, text: str, problem: str) -> None:
    tally = import_text(text)

    assert [str(each) for each in tally.problems] == [problem]
    assert database.count(CustomerRecord) == 0
