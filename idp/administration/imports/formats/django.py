"""Django: ``manage.py dumpdata`` of the user model, or its table as CSV.

https://docs.djangoproject.com/en/stable/ref/contrib/auth/
"""

from collections.abc import Mapping

from idp.administration.files.records import Fields
from idp.administration.files.source import Source
from idp.administration.imports.formats.format import Format, Names
from idp.administration.imports.formats.names import read_by_names


def _recognises(names: Names, _fields: Fields) -> bool:
    return {"model", "fields"} <= names or {"password", "lastlogin", "isactive"} <= names


def _read(fields: Fields, _source: Source) -> Mapping[str, object] | None:
    """The user model may be the project's own; a dump holds other models beside it."""
    inner = fields.get("fields", fields)
    if not isinstance(inner, dict) or "password" not in inner:
        return None
    return read_by_names(inner)


FORMAT = Format("django", "Django: dumpdata (JSON), or the table auth_user (CSV)", _recognises, _read)
