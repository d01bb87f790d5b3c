"""Password hashes that came with people from elsewhere: accepted once, then replaced by ours at the first sign-in.

bcrypt, PBKDF2 as Django writes it, salted SHA (LDAP), sha512-crypt, phpass and scrypt are read by libpass. Keycloak and
ASP.NET Identity store what is no crypt string; an import writes them as

- ``$keycloak-pbkdf2-sha256$iterations$salt$hash`` (also sha512), salt and hash in base64 as Keycloak exports them;
- ``$aspnet-identity$`` and the base64 text of the column ``PasswordHash`` (version 3).
"""

import base64
import binascii
import hashlib
import hmac
import struct
from collections.abc import Callable

from passlib.context import CryptContext

_OURS = "$argon2id$"
_KEYCLOAK = "$keycloak-pbkdf2-"
_ASPNET = "$aspnet-identity$"
# What an import may ask us to compute; more is an accident or an attack.
_MOST_ITERATIONS = 2_000_000

_context = CryptContext(
    schemes=[
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
    ]
)


def is_imported(stored: str) -> bool:
    """Whether a stored hash is of another kind than ours."""
    return not stored.startswith(_OURS)


def can_be_read(stored: str) -> bool:
    """Whether an import may store this hash: it is of a known kind."""
    if stored.startswith((_KEYCLOAK, _ASPNET, _OURS)):
        return True
    return _context.identify(stored) is not None


def verify_imported(stored: str, password: bytes) -> bool:
    """Whether ``password`` is the one behind a hash from elsewhere; a hash that can't be read fits nothing."""
    verify: Callable[[str, bytes], bool] = _verify_crypt
    if stored.startswith(_KEYCLOAK):
        verify = _verify_keycloak
    elif stored.startswith(_ASPNET):
        verify = _verify_aspnet
    try:
        return verify(stored, password)
    except (ValueError, TypeError, KeyError, binascii.Error, struct.error):
        return False


def _verify_crypt(stored: str, password: bytes) -> bool:
    return bool(_context.verify(password, stored))


def _verify_keycloak(stored: str, password: bytes) -> bool:
    name, iterations, salt, digest = stored.removeprefix("$").split("$")
    algorithm = {"keycloak-pbkdf2-sha256": "sha256", "keycloak-pbkdf2-sha512": "sha512"}[name]
    return _pbkdf2_fits(
        algorithm, password, base64.b64decode(salt), _checked(int(iterations)), base64.b64decode(digest)
    )


def _verify_aspnet(stored: str, password: bytes) -> bool:
    """Version 3: a marker, then pseudo-random function, iterations and salt length as big-endian numbers."""
    blob = base64.b64decode(stored.removeprefix(_ASPNET), validate=True)
    marker, function, iterations, salt_length = struct.unpack(">BIII", blob[:13])
    if marker != 1:
        return False
    algorithm = ("sha1", "sha256", "sha512")[function]
    salt, digest = blob[13 : 13 + salt_length], blob[13 + salt_length :]
    return _pbkdf2_fits(algorithm, password, salt, _checked(iterations), digest)


def _pbkdf2_fits(algorithm: str, password: bytes, salt: bytes, iterations: int, digest: bytes) -> bool:
    computed = hashlib.pbkdf2_hmac(algorithm, password, salt, iterations, len(digest))
    return len(digest) >= 16 and hmac.compare_digest(computed, digest)


def _checked(iterations: int) -> int:
    if not 0 < iterations <= _MOST_ITERATIONS:
        raise ValueError("iterations out of range")
    return iterations
