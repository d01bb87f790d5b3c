"""From a file to the facts of devices: by line, by the names that operators give the columns."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from idp.administration.errors import UnreadableFile
from idp.administration.files.batches import NamesSeen, batches_of
from idp.administration.files.containers import read_records
from idp.administration.files.names import plain_name
from idp.administration.files.records import Problems, Record, text_of
from idp.administration.files.source import Source
from idp.customers.canonical import serial_key
from idp.customers.devices.changes import DeviceFacts
from idp.customers.registers import Register
from idp.customers.written import WrittenNumber

_ALIASES = {
    "serial": "serialnumber serialno sn seriennummer seriennr gerätenummer",
    "customer": "customernumber customerno kundennummer kundennr",
}
_COLUMN_OF = {alias: column for column, aliases in _ALIASES.items() for alias in (plain_name(column), *aliases.split())}


@dataclass(frozen=True, slots=True)
class ReadDevice:
    """A row: the facts of a device, or problems. ``left_out`` are the names of columns that are not kept."""

    line: int
    unit: str
    facts: DeviceFacts | None
    problems: Problems = ()
    left_out: tuple[str, ...] = field(default=())


def read_devices(source: Source, register: Register) -> Iterator[list[ReadDevice]]:
    """The rows in batches, judged by themselves and against those before. Raises UnreadableFile."""
    return batches_of(_rows(source, register), _against_lines_before)


def _rows(source: Source, register: Register) -> Iterator[ReadDevice]:
    for record in read_records(source):
        if record.is_head:
            if "serial" not in map(_column_of, record.fields):
                raise UnreadableFile(problem="The first line must name the columns: serial, and customer if known.")
        elif record.problems:
            yield ReadDevice(record.line, record.unit, None, record.problems)
        else:
            yield _row(record, register)


def _row(record: Record, register: Register) -> ReadDevice:
    values = {column: text_of(value) for name, value in record.fields.items() if (column := _column_of(name))}
    left_out = tuple(name for name in record.fields if _column_of(name) is None)
    facts, problems = _parse(values, register)
    return ReadDevice(record.line, record.unit, facts, problems, left_out)


def _parse(values: Mapping[str, str | None], register: Register) -> tuple[DeviceFacts | None, Problems]:
    """The facts of a row, and each column whose value can't be taken, with the reason."""
    serial, customer = ((values.get(column, "") or "").strip() for column in ("serial", "customer"))
    key, customer_key = serial_key(serial), register.number_key(customer)
    problems = [(column, "is neither text nor a number") for column, text in values.items() if text is None]
    if not problems and key is None:
        problems.append(("serial", "is no serial number" if serial else "is missing"))
    if customer and customer_key is None:
        problems.append(("customer", "is no customer number"))
    if problems or key is None:
        return None, problems
    written = WrittenNumber(customer, customer_key) if customer_key else None
    return DeviceFacts(serial=WrittenNumber(serial, key), customer=written), []


def _column_of(name: str) -> str | None:
    return _COLUMN_OF.get(plain_name(name))


def _against_lines_before(row: ReadDevice, seen: NamesSeen) -> ReadDevice:
    """A serial number stands in one line."""
    earlier = seen.take(row.facts.serial.key, row.line) if row.facts else None
    if earlier is None:
        return row
    return ReadDevice(row.line, row.unit, None, [("serial", f"is that of {row.unit} {earlier[0]}")])
