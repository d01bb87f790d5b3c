"""From a file to rows: which system wrote it, and what its records say by the names of our columns."""

import re
from collections.abc import Iterator, Sequence
from itertools import chain

from idp.accounts.personal_details.fields import DETAILS
from idp.administration.errors import UnreadableFile
from idp.administration.files.containers import read_records
from idp.administration.files.names import plain_name
from idp.administration.files.records import Record, Row, text_of
from idp.administration.files.source import Source
from idp.administration.imports.columns import COLUMNS, GROUP_SEPARATOR
from idp.administration.imports.formats import FORMATS, Format, ours
from idp.administration.imports.formats.names import column_of
from idp.administration.imports.values import read_flag

# What may be repeated of a name that is not known: nothing that could be an address or a hash.
_PLAIN_NAME = re.compile(r"[A-Za-z][A-Za-z0-9 _-]{0,29}")


def read_rows(source: Source) -> Iterator[Row]:
    """Every account in the file. Raises :class:`UnreadableFile`."""
    records = read_records(source)
    before = list(_until_readable(records))
    if not before:
        return
    format_ = _format(source, before)
    for record in chain(before, records):
        if not record.is_head and (row := _row(record, format_, source)):
            yield row


def _until_readable(records: Iterator[Record]) -> Iterator[Record]:
    """What comes before the first account that can be read, and that: it tells the format."""
    for record in records:
        yield record
        if not record.problems and not record.is_head:
            return


def _format(source: Source, before: Sequence[Record]) -> Format:
    fields = before[-1].fields
    names = frozenset(map(plain_name, fields))
    recognised = (each for each in FORMATS.values() if each.recognises(names, fields))
    found = FORMATS[source.format] if source.format else next(recognised, ours.FORMAT)
    if before[0].is_head and found.tells_left_out and not _names_address(before[0]):
        known = ", ".join(COLUMNS)
        raise UnreadableFile(problem=f"The first line must name the columns, email among them. There may be: {known}.")
    return found


def _names_address(record: Record) -> bool:
    return not {"email", "username"}.isdisjoint(filter(None, map(column_of, record.fields)))


def _row(record: Record, format_: Format, source: Source) -> Row | None:
    if record.problems:
        return Row(record.line, problems=record.problems, unit=record.unit)
    found = format_.read(record.fields, source)
    if found is None:
        return None
    found = {name: _joined(value) if name == "groups" else value for name, value in found.items()}
    texts = {name: text_of(value) for name, value in found.items() if name not in DETAILS or text_of(value)}
    withheld = [name for name in texts if name in DETAILS and DETAILS[name].claim not in source.profile_fields]
    if wrong := [name for name, text in texts.items() if text is None]:
        problems = [(name, "is neither text, a number nor true or false") for name in wrong]
        return Row(record.line, problems=problems, unit=record.unit)
    values = _derive({name: text or "" for name, text in texts.items() if name not in withheld})
    return Row(record.line, values, unit=record.unit, left_out=[*_left_out(record, format_), *withheld])


def _joined(groups: object) -> object:
    """A list of groups as one text."""
    return GROUP_SEPARATOR.join(map(str, groups)) if isinstance(groups, list) else groups


def _derive(values: dict[str, str]) -> dict[str, str]:
    """What other systems say by another column: an account in use, a full name, an address to sign in with."""
    enabled, name = values.pop("enabled", "").strip(), values.pop("name", "").strip()
    if enabled and not values.get("disabled"):
        values["disabled"] = {True: "false", False: "true", None: enabled}[read_flag(enabled)]
    if name and "@" not in name and not values.get("given_name") and not values.get("family_name"):
        *given, last = name.split()
        values |= {"given_name": " ".join(given), "family_name": last} if given else {"given_name": last}
    if not values.get("email", "").strip() and "@" in values.get("username", ""):
        values["email"] = values["username"]
    return values


def _left_out(record: Record, format_: Format) -> list[str]:
    if not format_.tells_left_out:
        return []
    return [_shown(name) for name in record.fields if column_of(name) is None]


def _shown(name: str) -> str:
    return name if _PLAIN_NAME.fullmatch(name) else "(a name that is not repeated here)"
