"""WordPress: the table ``wp_users`` as CSV, or ``wp user list --format=json`` (or csv) with the field ``user_pass``.

https://developer.wordpress.org/cli/commands/user/list/
"""

import re
from collections.abc import Mapping

from idp.accounts.imported_hashes.digests import ldap_text
from idp.administration.files.records import Fields
from idp.administration.files.source import Source
from idp.administration.imports.formats.format import Format, Names
from idp.administration.imports.formats.names import read_by_names

_MD5 = re.compile(r"[0-9a-f]{32}", re.IGNORECASE)


def _recognises(names: Names, _fields: Fields) -> bool:
    return {"userlogin", "useremail"} <= names


def _read(fields: Fields, _source: Source) -> Mapping[str, object]:
    """Before 2.5 a hash was MD5 in hexadecimal, and stays so until its person signs in."""
    values = read_by_names(fields)
    stored = str(values.get("password_hash") or "")
    if _MD5.fullmatch(stored):
        values["password_hash"] = ldap_text("md5", bytes.fromhex(stored))
    return values


FORMAT = Format("wordpress", "WordPress: wp_users (CSV), or wp user list (JSON, CSV)", _recognises, _read)
