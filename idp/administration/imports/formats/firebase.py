"""Firebase Authentication: ``firebase auth:export`` as JSON, or as CSV without a head.

https://firebase.google.com/docs/cli/auth. The hashes need the parameters of the project, which its console shows.
"""

from collections.abc import Mapping, Sequence

from idp.accounts.imported_hashes.encoding import decode_base64
from idp.accounts.imported_hashes.firebase import hash_text
from idp.administration.errors import UnreadableFile
from idp.administration.files.containers.csv_file import HEADLESS
from idp.administration.files.records import Fields
from idp.administration.files.source import Source
from idp.administration.imports.formats.format import UNREADABLE_HASH, Format, Names

_PROVIDERS = [f"{provider}{part}" for provider in ("google", "facebook", "twitter", "github") for part in range(4)]
_CSV_COLUMNS = (
    *("localId", "email", "emailVerified", "passwordHash", "salt", "displayName", "photoUrl"),
    *_PROVIDERS,
    *("createdAt", "lastSignedInAt", "phoneNumber", "disabled", "customAttributes"),
)
_FEWEST_CSV_COLUMNS = len(_CSV_COLUMNS) - 2


def _columns(cells: Sequence[str]) -> Sequence[str] | None:
    """Older versions write neither ``disabled`` nor custom attributes."""
    is_export = len(cells) >= _FEWEST_CSV_COLUMNS and cells[2] in ("true", "false")
    more = [f"further{number}" for number in range(len(cells) - len(_CSV_COLUMNS))]
    return [*_CSV_COLUMNS[: len(cells)], *more] if is_export else None


def _recognises(names: Names, _fields: Fields) -> bool:
    return "localid" in names


def _read(fields: Fields, source: Source) -> Mapping[str, object]:
    return {
        "email": fields.get("email"),
        "email_verified": fields.get("emailVerified"),
        "name": fields.get("displayName"),
        "phone_number": fields.get("phoneNumber"),
        "picture": fields.get("photoUrl"),
        "created_at": fields.get("createdAt"),
        "disabled": fields.get("disabled"),
        "password_hash": _password_hash(fields, source),
    }


def _password_hash(fields: Fields, source: Source) -> str:
    digest, salt = (str(fields.get(name) or "") for name in ("passwordHash", "salt"))
    if not digest:
        return ""
    project = source.parameters
    try:
        parameters = (
            decode_base64(project["base64_signer_key"]),
            decode_base64(project["base64_salt_separator"]),
            int(project["rounds"]),
            int(project["mem_cost"]),
        )
    except (LookupError, ValueError) as error:
        raise UnreadableFile(
            problem="The passwords of Firebase need base64_signer_key, base64_salt_separator, rounds and mem_cost of "
            "the project: save its password hash parameters to a file, and name it with --hash-parameters."
        ) from error
    signer_key, separator, rounds, mem_cost = parameters
    try:
        return hash_text(
            decode_base64(digest),
            decode_base64(salt),
            signer_key=signer_key,
            salt_separator=separator,
            rounds=rounds,
            mem_cost=mem_cost,
        )
    except ValueError:
        return UNREADABLE_HASH


HEADLESS.append(_columns)
FORMAT = Format("firebase", "Firebase: auth:export (JSON, CSV)", _recognises, _read)
