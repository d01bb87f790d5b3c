"""From a file to the facts of customers: by line, by the names that operators give the columns."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from idp.administration.customers.facts import ATTRIBUTE, COLUMNS, Problems, parse_facts
from idp.administration.errors import UnreadableFile
from idp.administration.files.batches import NamesSeen, batches_of
from idp.administration.files.containers import read_records
from idp.administration.files.names import plain_name
from idp.administration.files.records import Record, text_of
from idp.administration.files.source import Source
from idp.customers.changes import CustomerFacts
from idp.settings import RegisterSettings

_ALIASES = {
    "number": "customernumber customerid customerno kundennummer kundennr nummer",
    "former_numbers": "formernumber oldnumber oldnumbers altenummer altenummern früherenummer früherenummern",
    "name": "lastname company companyname nachname firma name1",
    "postcodes": "postcode postalcode zip zipcode plz postleitzahl",
    "state": "status zustand",
    "accounts_allowed": "accounts maxaccounts konten anzahlkonten",
    "organization_id": "organisationsid",
}
_COLUMN_OF = {alias: column for column, aliases in _ALIASES.items() for alias in (plain_name(column), *aliases.split())}


@dataclass(frozen=True, slots=True)
class ReadCustomer:
    """A row: the facts of a customer, or problems. ``left_out`` are the names of columns that are not kept."""

    line: int
    unit: str
    facts: CustomerFacts | None
    problems: Problems
    left_out: tuple[str, ...] = ()


def read_customers(source: Source, register: RegisterSettings) -> Iterator[list[ReadCustomer]]:
    """The rows in batches, judged by themselves and against those before. Raises UnreadableFile."""
    return batches_of(_rows(source, register), _against_lines_before)


def _rows(source: Source, register: RegisterSettings) -> Iterator[ReadCustomer]:
    for record in read_records(source):
        if record.is_head:
            _check_head(record)
        elif record.problems:
            yield ReadCustomer(record.line, record.unit, None, list(record.problems))
        else:
            yield _row(record, register)


def _check_head(record: Record) -> None:
    if "number" not in map(_column_of, record.fields):
        known = ", ".join((*COLUMNS, f"{ATTRIBUTE}NAME"))
        raise UnreadableFile(problem=f"The first line must name the columns, number among them. There may be: {known}.")


def _row(record: Record, register: RegisterSettings) -> ReadCustomer:
    values: dict[str, str] = {}
    problems: Problems = []
    left_out: list[str] = []
    for name, value in _flat(record.fields).items():
        column = _column_of(name)
        text = ";".join(map(str, value)) if isinstance(value, list) else text_of(value)
        if column is None:
            left_out.append(name)
        elif text is None:
            problems.append((column, "is neither text nor a number"))
        else:
            values[column] = text
    facts, wrong = parse_facts(values, register)
    problems += wrong
    return ReadCustomer(record.line, record.unit, None if problems else facts, problems, tuple(left_out))


def _flat(fields: Mapping[str, object]) -> Mapping[str, object]:
    """An object ``attributes`` of JSON as the columns that CSV has for it."""
    attributes = fields.get("attributes")
    if not isinstance(attributes, dict):
        return fields
    rest = {name: value for name, value in fields.items() if name != "attributes"}
    return {**rest, **{f"{ATTRIBUTE}{name}": value for name, value in attributes.items()}}


def _column_of(name: str) -> str | None:
    return name if name.startswith(ATTRIBUTE) and len(name) > len(ATTRIBUTE) else _COLUMN_OF.get(plain_name(name))


def _against_lines_before(row: ReadCustomer, seen: NamesSeen) -> ReadCustomer:
    """A number stands in one line, as the present or a former one."""
    if row.facts is None:
        return row
    keys = dict.fromkeys(each.key for each in (row.facts.number, *row.facts.former_numbers))
    earlier = [found[0] for key in keys if (found := seen.take(key, row.line)) is not None]
    if not earlier:
        return row
    return ReadCustomer(row.line, row.unit, None, [("number", f"is that of {row.unit} {earlier[0]}")])
