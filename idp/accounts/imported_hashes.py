"""Password hashes that came with people from elsewhere: accepted once, then replaced by ours at the first sign-in.

bcrypt, PBKDF2 as Django writes it, salted SHA (LDAP), sha512-crypt, phpass and scrypt are read by libpass. Keycloak and
ASP.NET Identity store what is no crypt string; an import writes them as

- ``$keycloak-pbkdf2-sha256$iterations$salt$hash`` (also sha512), salt and hash in base64 as Keycloak exports them;
- ``$aspnet-identity$`` and the base64 text of the column ``PasswordHash`` (version 3).

What a hash costs to check is written in the hash. One that costs more than about a second, or much memory, is refused
at the import and fits nothing later: no sign-in may hold up the others.
"""

import base64
import binascii
import hashlib
import hmac
import struct
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import TYPE_CHECKING, Any

from argon2 import Type, extract_parameters
from argon2.exceptions import InvalidHashError

from idp.infrastructure.lazy_modules import lazy_module

if TYPE_CHECKING:
    from passlib import context as passlib_context
else:
    passlib_context = lazy_module("passlib.context")

LONGEST_HASH = 512
_OURS = "$argon2id$"
_KEYCLOAK = "$keycloak-pbkdf2-"
_ASPNET = "$aspnet-identity$"
_ASPNET_FUNCTIONS = ("sha1", "sha256", "sha512")
# bcrypt looks at no more of a password, and its library refuses to be given more.
_BCRYPT_BYTES = 72

_SCHEMES = (
    "bcrypt",
    "django_pbkdf2_sha256",
    "django_pbkdf2_sha1",
    "ldap_salted_sha1",
    "ldap_salted_sha256",
    "ldap_salted_sha512",
    "sha512_crypt",
    "sha256_crypt",
    "phpass",
    "scrypt",
    "pbkdf2_sha256",
    "pbkdf2_sha512",
)
_MOST_PBKDF2 = 2_000_000
# Of bcrypt and phpass it is the exponent; salted SHA has none.
_MOST_ROUNDS = {"bcrypt": 14, "phpass": 18, "sha256_crypt": 1_000_000, "sha512_crypt": 1_000_000}
# scrypt (RFC 7914): N * r, which is the memory in units of 128 bytes, and N * r * p, which is the time.
_MOST_SCRYPT_MEMORY = _MOST_SCRYPT_TIME = 2**20
# argon2id (RFC 9106): memory in KiB, memory * passes, lanes.
_MOST_ARGON2_MEMORY, _MOST_ARGON2_TIME, _MOST_ARGON2_LANES = 2**17, 2**19, 16

_MALFORMED = (ValueError, TypeError, LookupError, binascii.Error, struct.error, InvalidHashError)


class Objection(StrEnum):
    """Why a hash can't be taken."""

    UNKNOWN = "is of no kind that can be read"
    MALFORMED = "is malformed or cut off"
    TOO_COSTLY = "takes too long or too much memory to check"


@dataclass(frozen=True, slots=True)
class _Pbkdf2:
    """A PBKDF2 hash (RFC 8018) that is no crypt string."""

    algorithm: str
    iterations: int
    salt: bytes
    digest: bytes


def is_imported(stored: str) -> bool:
    """Whether a stored hash is of another kind than ours."""
    return not stored.startswith(_OURS)


def find_objection(stored: str) -> Objection | None:
    """Why an import may not store this hash; None where its password could be used to sign in."""
    if len(stored) > LONGEST_HASH or not stored.isascii():
        return Objection.MALFORMED
    try:
        is_affordable = _is_affordable(stored)
    except _MALFORMED:
        return Objection.MALFORMED
    if is_affordable is None:
        return Objection.UNKNOWN
    return None if is_affordable else Objection.TOO_COSTLY


def verify_imported(stored: str, password: bytes) -> bool:
    """Whether ``password`` is the one behind a hash from elsewhere; one that can't be read, or not be afforded, fits
    nothing."""
    if find_objection(stored) is not None:
        return False
    try:
        if stored.startswith((_KEYCLOAK, _ASPNET)):
            return _pbkdf2_fits(_parse_pbkdf2(stored), password)
        if _context().identify(stored) == "bcrypt":
            password = password[:_BCRYPT_BYTES]
        return bool(_context().verify(password, stored))
    except _MALFORMED:
        return False


@cache
def _context() -> "passlib_context.CryptContext":
    return passlib_context.CryptContext(schemes=_SCHEMES)


def _is_affordable(stored: str) -> bool | None:
    """None for a kind that is not known; raises for a hash that is not what it looks like."""
    if stored.startswith(_OURS):
        return _is_argon2_affordable(stored)
    if stored.startswith((_KEYCLOAK, _ASPNET)):
        return 0 < _parse_pbkdf2(stored).iterations <= _MOST_PBKDF2
    name = _context().identify(stored)
    if name is None:
        return None
    record: Any = _context().handler(name).from_string(stored)
    if record.checksum is None:
        raise ValueError("settings without a hash")
    if name == "scrypt":
        memory = 2**record.rounds * record.block_size
        return bool(memory <= _MOST_SCRYPT_MEMORY and memory * record.parallelism <= _MOST_SCRYPT_TIME)
    return getattr(record, "rounds", 0) <= _MOST_ROUNDS.get(name, _MOST_PBKDF2)


def _is_argon2_affordable(stored: str) -> bool:
    asked = extract_parameters(stored)
    if asked.type is not Type.ID or min(asked.hash_len, asked.salt_len) < 8:
        raise ValueError("no argon2id hash")
    return (
        asked.memory_cost <= _MOST_ARGON2_MEMORY
        and asked.memory_cost * asked.time_cost <= _MOST_ARGON2_TIME
        and asked.parallelism <= _MOST_ARGON2_LANES
    )


def _parse_pbkdf2(stored: str) -> _Pbkdf2:
    parsed = _parse_keycloak(stored) if stored.startswith(_KEYCLOAK) else _parse_aspnet(stored)
    if len(parsed.digest) < 16:
        raise ValueError("too short to tell passwords apart")
    return parsed


def _parse_keycloak(stored: str) -> _Pbkdf2:
    name, iterations, salt, digest = stored.removeprefix("$").split("$")
    algorithm = {"keycloak-pbkdf2-sha256": "sha256", "keycloak-pbkdf2-sha512": "sha512"}[name]
    return _Pbkdf2(
        algorithm, int(iterations), base64.b64decode(salt, validate=True), base64.b64decode(digest, validate=True)
    )


def _parse_aspnet(stored: str) -> _Pbkdf2:
    """Version 3: a marker, then pseudo-random function, iterations and salt length as big-endian numbers."""
    blob = base64.b64decode(stored.removeprefix(_ASPNET), validate=True)
    marker, function, iterations, salt_length = struct.unpack(">BIII", blob[:13])
    if marker != 1:
        raise ValueError("no version 3")
    return _Pbkdf2(_ASPNET_FUNCTIONS[function], iterations, blob[13 : 13 + salt_length], blob[13 + salt_length :])


def _pbkdf2_fits(kept: _Pbkdf2, password: bytes) -> bool:
    computed = hashlib.pbkdf2_hmac(kept.algorithm, password, kept.salt, kept.iterations, len(kept.digest))
    return hmac.compare_digest(computed, kept.digest)
