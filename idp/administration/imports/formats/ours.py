"""Our own columns, in CSV or JSON Lines, under the names that people give them: what no other format recognises."""

from collections.abc import Mapping

from idp.administration.files.records import Fields
from idp.administration.files.source import Source
from idp.administration.imports.formats.format import Format, Names
from idp.administration.imports.formats.names import read_by_names


def _recognises(_names: Names, _fields: Fields) -> bool:
    return False


def _read(fields: Fields, _source: Source) -> Mapping[str, object]:
    """An address may be an object, as OpenID Connect has it."""
    address = fields.get("address")
    return read_by_names({**fields, **address, "address": None} if isinstance(address, dict) else fields)


FORMAT = Format("einlass", "the columns below", _recognises, _read, tells_left_out=True)
