"""ASP.NET Identity's ``PasswordHash`` (``PasswordHasher<TUser>``): one binary value in base64, PBKDF2 within."""

import re
import struct

from idp.accounts.imported_hashes.encoding import decode_padded
from idp.accounts.imported_hashes.pbkdf2 import Pbkdf2
from idp.accounts.imported_hashes.scheme import Scheme

_PREFIX = "$aspnet-identity$"
# Without the prefix: version 3 is told by its first numbers, version 2 by its length and first byte.
_HEAD = re.compile(r"\$aspnet-identity\$|AQAAAA|A[A-P][A-Za-z0-9+/]{64}==$")
_FUNCTIONS = ("sha1", "sha256", "sha512")
_VERSION_2 = struct.Struct(">B16s32s")
_VERSION_3 = struct.Struct(">BIII")
_DIGEST_BYTES = frozenset({20, 32, 64})


def _read(text: str) -> Pbkdf2:
    encoded = text.removeprefix(_PREFIX)
    blob = decode_padded(encoded)
    read = {0: _read_version_2, 1: _read_version_3}[blob[0]]
    return read(f"{_PREFIX}{encoded}", blob)


def _read_version_2(text: str, blob: bytes) -> Pbkdf2:
    """A zero, salt and subkey: HMAC-SHA1, 1000 iterations."""
    _marker, salt, subkey = _VERSION_2.unpack(blob)
    return Pbkdf2(text, "sha1", 1000, salt, subkey)


def _read_version_3(text: str, blob: bytes) -> Pbkdf2:
    """A one, then pseudo-random function, iterations and salt length as big-endian numbers, salt and subkey."""
    _marker, function, iterations, salt_length = _VERSION_3.unpack(blob[: _VERSION_3.size])
    salt, subkey = blob[_VERSION_3.size :][:salt_length], blob[_VERSION_3.size + salt_length :]
    if len(salt) < 16 or len(subkey) not in _DIGEST_BYTES:
        raise ValueError("cut off")
    return Pbkdf2(text, _FUNCTIONS[function], iterations, salt, subkey)


SCHEMES = (Scheme("ASP.NET Identity", _HEAD, _read),)
