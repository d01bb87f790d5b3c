"""Auth0: the export of users (NDJSON or CSV), with the hashes that its support adds, or the format of its own imports.

https://auth0.com/docs/manage-users/user-migration/bulk-user-imports-database-schema-and-examples
"""

from collections.abc import Mapping

from idp.accounts.imported_hashes.digests import salted_text
from idp.accounts.imported_hashes.encoding import decode_base64, encode_unpadded
from idp.administration.files.records import Fields
from idp.administration.files.source import Source
from idp.administration.imports.formats.format import UNREADABLE_HASH, Format, Names
from idp.administration.imports.formats.names import read_by_names

_CRYPT_STRINGS = {"argon2", "bcrypt", "ldap", "pbkdf2"}
_DIGESTS = {"md5", "sha1", "sha256", "sha512"}


def _recognises(names: Names, fields: Fields) -> bool:
    return (
        not names.isdisjoint({"custompasswordhash", "tmpisunique", "usermetadata", "appmetadata", "identities"})
        or str(fields.get("user_id", "")).startswith("auth0|")
        or str(fields.get("Id", "")).startswith("auth0|")
    )


def _read(fields: Fields, _source: Source) -> Mapping[str, object]:
    values = read_by_names({name: _plain(value) for name, value in fields.items()})
    custom = fields.get("custom_password_hash")
    if isinstance(custom, dict):
        try:
            values["password_hash"] = _hash_text(custom)
        except (ValueError, TypeError, LookupError):
            values["password_hash"] = UNREADABLE_HASH
    return values


def _plain(value: object) -> object:
    """MongoDB writes times and ids as objects with one member (``{"$date": …}``)."""
    if isinstance(value, dict) and len(value) == 1 and next(iter(value)).startswith("$"):
        return _plain(next(iter(value.values())))
    return None if isinstance(value, (dict, list)) else value


def _hash_text(custom: Mapping[str, Mapping[str, object]]) -> str:
    algorithm, value = str(custom["algorithm"]), custom["hash"]
    if custom.get("password", {}).get("encoding", "utf8") not in ("utf8", "ascii"):
        raise ValueError("of a password in another encoding")
    if algorithm in _CRYPT_STRINGS:
        return str(value["value"])
    salt = custom.get("salt", {})
    salt_bytes, digest = _decode(salt), _decode(value)
    if algorithm == "scrypt":
        settings = f"ln={_log2(custom['cost'])},r={custom['blockSize']},p={custom['parallelization']}"
        return f"$scrypt${settings}${encode_unpadded(salt_bytes)}${encode_unpadded(digest)}"
    if algorithm not in _DIGESTS:
        raise ValueError("of an algorithm that is not known")
    return salted_text(algorithm, digest, salt_bytes, str(salt.get("position", "prefix")))


def _decode(part: Mapping[str, object]) -> bytes:
    """The bytes of a hash or a salt; UTF-8 unless it says otherwise."""
    text = str(part.get("value", ""))
    encoding = part.get("encoding", "utf8")
    if encoding == "hex":
        return bytes.fromhex(text)
    return decode_base64(text) if encoding == "base64" else text.encode()


def _log2(number: object) -> int:
    return int(str(number)).bit_length() - 1


FORMAT = Format("auth0", "Auth0: exported users (NDJSON, CSV), or the format of its imports (JSON)", _recognises, _read)
