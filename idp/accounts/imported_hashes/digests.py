"""One digest of password and salt, as LDAP servers (RFC 2307), older Djangos and Auth0 keep it.

Checked in no time, and so guessed in no time where the table leaks. They are accepted all the same: the system that
they come from exposed them as much, and the first sign-in replaces them.
"""

import base64
import hashlib
import hmac
import re
from dataclasses import dataclass

from idp.accounts.imported_hashes.encoding import decode_base64, decode_padded, encode_unpadded, match
from idp.accounts.imported_hashes.scheme import Cost, Scheme

_DIGEST_BYTES = {"md5": 16, "sha1": 20, "sha224": 28, "sha256": 32, "sha384": 48, "sha512": 64}
_LDAP_HEAD = re.compile(r"\{S?(?:MD5|SHA(?:-?(?:1|224|256|384|512))?)\}", re.IGNORECASE)
_LDAP = re.compile(r"\{(?:(S)(?=MD5|SHA))?(MD5|SHA)-?(1|224|256|384|512)?\}(\S+)", re.IGNORECASE)
_SALT_BYTES = frozenset(range(4, 65, 4))
_DJANGO = re.compile(r"(md5|sha1)\$([^$]*)\$([0-9a-f]+)")
_SALTED = re.compile(r"\$salted-(md5|sha1|sha256|sha512)\$(prefix|suffix)\$([^$]*)\$([^$]+)")


@dataclass(frozen=True, slots=True)
class SaltedDigest:
    """A digest of the password with something before or behind it."""

    text: str
    algorithm: str
    digest: bytes
    prefix: bytes = b""
    suffix: bytes = b""

    def __post_init__(self) -> None:
        if len(self.digest) != _DIGEST_BYTES[self.algorithm]:
            raise ValueError("cut off")

    @property
    def cost(self) -> Cost:
        return Cost(0)

    def fits(self, password: bytes) -> bool:
        computed = hashlib.new(self.algorithm, self.prefix + password + self.suffix, usedforsecurity=False).digest()
        return hmac.compare_digest(computed, self.digest)


def ldap_text(algorithm: str, digest: bytes) -> str:
    """A digest without salt, as :func:`parse_hash` reads it."""
    return f"{{{algorithm.upper()}}}{base64.b64encode(digest).decode()}"


def salted_text(algorithm: str, digest: bytes, salt: bytes, position: str) -> str:
    """A digest whose salt stands at ``position``: "prefix" or "suffix"."""
    return f"$salted-{algorithm}${position}${encode_unpadded(salt)}${encode_unpadded(digest)}"


def _read_ldap(text: str) -> SaltedDigest:
    """Digest, then the salt, as one value in base64; without an S before the name there is no salt."""
    salted, name, bits, encoded = match(_LDAP, text)
    algorithm = f"{name.lower()}{bits or 1}" if name.upper() == "SHA" else "md5"
    size, decoded = _DIGEST_BYTES[algorithm], decode_padded(encoded)
    if len(decoded) - size not in (_SALT_BYTES if salted else {0}):
        raise ValueError("cut off")
    return SaltedDigest(text, algorithm, decoded[:size], suffix=decoded[size:])


def _read_django(text: str) -> SaltedDigest:
    algorithm, salt, digest = match(_DJANGO, text)
    return SaltedDigest(text, algorithm, bytes.fromhex(digest), prefix=salt.encode())


def _read_salted(text: str) -> SaltedDigest:
    algorithm, position, salt, digest = match(_SALTED, text)
    decoded = decode_base64(salt)
    prefix, suffix = (decoded, b"") if position == "prefix" else (b"", decoded)
    return SaltedDigest(text, algorithm, decode_base64(digest), prefix, suffix)


SCHEMES = (
    Scheme("digest (LDAP)", _LDAP_HEAD, _read_ldap),
    Scheme("digest (Django)", re.compile(r"(?:md5|sha1)\$"), _read_django),
    Scheme("salted digest", re.compile(r"\$salted-"), _read_salted),
)
