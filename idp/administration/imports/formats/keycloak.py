"""Keycloak: the export of a realm, or its file of users. https://www.keycloak.org/server/importExport

A credential is ``secretData`` (value and salt) and ``credentialData`` (algorithm and parameters), each JSON in a text.
"""

import base64
from collections.abc import Mapping
from typing import Any

import orjson

from idp.accounts.imported_hashes.encoding import decode_base64, encode_unpadded
from idp.accounts.personal_details.fields import DETAILS
from idp.administration.files.records import Fields
from idp.administration.files.source import Source
from idp.administration.imports.formats.format import UNREADABLE_HASH, Format, Names
from idp.administration.imports.formats.names import read_by_names

_PBKDF2 = {"pbkdf2", "pbkdf2-sha256", "pbkdf2-sha512"}
_ATTRIBUTES = frozenset({"language", "customer_number", "phone_number_verified"})
_APPS = {"otp", "totp"}
_SPOKEN = {"digits": 6, "period": 30, "algorithm": "HmacSHA1"}
_VERSIONS = {"1.0": 16, "1.3": 19}


_OWN_NAMES = frozenset({"createdTimestamp", "requiredActions", "realmRoles", "credentials", "emailVerified"})


def _recognises(_names: Names, fields: Fields) -> bool:
    return "username" in fields and not _OWN_NAMES.isdisjoint(fields)


def _read(fields: Fields, _source: Source) -> Mapping[str, object] | None:
    if fields.get("serviceAccountClientId"):
        return None
    actions = fields.get("requiredActions")
    attributes = fields.get("attributes")
    return {
        **_attributes(attributes if isinstance(attributes, dict) else {}),
        "email": fields.get("email"),
        "email_verified": fields.get("emailVerified"),
        "username": fields.get("username"),
        "given_name": fields.get("firstName"),
        "family_name": fields.get("lastName"),
        "created_at": fields.get("createdTimestamp"),
        "enabled": fields.get("enabled"),
        "password_hash": _password_hash(fields.get("credentials")),
        "totp_secret": _totp_secret(fields.get("credentials")),
        "groups": fields.get("groups"),
        "password_change_due": isinstance(actions, list) and "UPDATE_PASSWORD" in actions,
    }


def _attributes(attributes: Mapping[str, object]) -> dict[str, object]:
    """The first value of each; Keycloak keeps lists."""
    first = {name: value[0] if isinstance(value, list) and value else value for name, value in attributes.items()}
    return {name: value for name, value in read_by_names(first).items() if name in _ATTRIBUTES or name in DETAILS}


def _password_hash(credentials: object) -> str:
    """The password's hash."""
    for each in credentials if isinstance(credentials, list) else []:
        if isinstance(each, dict) and each.get("type") == "password":
            try:
                return _hash_text(each)
            except (ValueError, TypeError, LookupError):
                return UNREADABLE_HASH
    return ""


def _totp_secret(credentials: object) -> str:
    """The secret of the first authenticator app in base32; one that speaks otherwise than ours can't be read."""
    for each in credentials if isinstance(credentials, list) else []:
        if isinstance(each, dict) and each.get("type") in _APPS:
            try:
                return _secret_text(each)
            except (ValueError, TypeError, LookupError):
                return UNREADABLE_HASH
    return ""


def _secret_text(credential: Mapping[str, Any]) -> str:
    secret, data = _parts_of(credential, "hashedSaltedValue")
    if (data.get("subType", "totp"), *(data[name] for name in _SPOKEN)) != ("totp", *_SPOKEN.values()):
        raise ValueError("of another kind than every app speaks")
    value = str(secret["value"])
    # Without a name of its encoding it is the characters themselves.
    return value if data.get("secretEncoding") == "BASE32" else base64.b32encode(value.encode()).decode()


def _hash_text(credential: Mapping[str, object]) -> str:
    secret, data = _parts_of(credential, "hashedSaltedValue", "salt")
    algorithm, iterations = data["algorithm"], int(data["hashIterations"])
    if algorithm in _PBKDF2:
        return f"$keycloak-{algorithm}${iterations}${secret['salt']}${secret['value']}"
    if algorithm != "argon2":
        raise ValueError("of an algorithm that is not known")
    more = {name: value[0] for name, value in data["additionalParameters"].items()}
    salt, value = (encode_unpadded(decode_base64(secret[name])) for name in ("salt", "value"))
    settings = f"m={more['memory']},t={iterations},p={more['parallelism']}"
    return f"$argon2{more.get('type', 'id')}$v={_VERSIONS[more.get('version', '1.3')]}${settings}${salt}${value}"


def _parts_of(credential: Mapping[str, Any], *names: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """What is secret of a credential, and its parameters. Before version 8 all of it stood in the credential itself,
    the secrets by these ``names``."""
    if names[0] in credential:
        return dict(zip(("value", "salt"), (str(credential[name]) for name in names), strict=False)), dict(credential)
    return orjson.loads(str(credential["secretData"])), orjson.loads(str(credential["credentialData"]))


FORMAT = Format("keycloak", "Keycloak: a realm's export or its users file (JSON)", _recognises, _read)
