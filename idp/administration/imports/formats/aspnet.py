"""ASP.NET Identity: the table ``AspNetUsers`` as CSV or JSON.

https://learn.microsoft.com/aspnet/core/security/authentication/customize-identity-model
"""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

from idp.administration.files.records import Fields
from idp.administration.files.source import Source
from idp.administration.imports.formats.format import Format, Names
from idp.administration.imports.formats.names import read_by_names
from idp.infrastructure.clock import current_time

# A lock that holds longer was set by an administrator; shorter ones follow wrong passwords.
_LONGEST_PAUSE = timedelta(days=365)


def _recognises(names: Names, _fields: Fields) -> bool:
    return {"passwordhash", "securitystamp"} <= names


def _read(fields: Fields, _source: Source) -> Mapping[str, object]:
    return read_by_names(fields) | {"disabled": _is_locked(str(fields.get("LockoutEnd") or ""))}


def _is_locked(until: str) -> bool:
    try:
        moment = datetime.fromisoformat(until.strip().replace(" +", "+"))
    except ValueError:
        return False
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return moment - current_time() > _LONGEST_PAUSE


FORMAT = Format("aspnet", "ASP.NET Identity: the table AspNetUsers (CSV, JSON)", _recognises, _read)
