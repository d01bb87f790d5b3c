"""PBKDF2 (RFC 8018) as Django, Keycloak, LDAP servers and PHC strings write it."""

import hashlib
import hmac
import re
import struct
from dataclasses import dataclass

from idp.accounts.imported_hashes.encoding import decode_base64, decode_padded, match
from idp.accounts.imported_hashes.scheme import Cost, Scheme

_MOST_ITERATIONS = 2_000_000
_BLOCK_BYTES = {"sha1": 20, "sha256": 32, "sha512": 64}
_DJANGO = re.compile(r"pbkdf2_(sha1|sha256)\$(\d+)\$([^$]+)\$([^$]+)")
_KEYCLOAK = re.compile(r"\$keycloak-pbkdf2(?:-(sha1|sha256|sha512))?\$(\d+)\$([^$]+)\$([^$]+)")
_LDAP = re.compile(r"\{PBKDF2(?:-SHA(1|256|512))?\}(\d+)\$([^$]+)\$([^$]+)", re.IGNORECASE)
_389DS = re.compile(r"\{PBKDF2_SHA256\}(.+)", re.IGNORECASE)
_PHC = re.compile(r"\$pbkdf2(?:-(sha1|sha256|sha512))?\$(?:i=)?(\d+)(?:,l=(\d+))?\$([^$]+)\$([^$]+)")


@dataclass(frozen=True, slots=True)
class Pbkdf2:
    """A PBKDF2 hash."""

    text: str
    algorithm: str
    iterations: int
    salt: bytes
    digest: bytes

    def __post_init__(self) -> None:
        if self.iterations < 1 or not self.salt:
            raise ValueError("no iterations, or no salt")

    @property
    def cost(self) -> Cost:
        return Cost(self.iterations / _MOST_ITERATIONS)

    def fits(self, password: bytes) -> bool:
        """Further blocks of a long digest are computed apart from the first, which tells passwords apart alone."""
        first = self.digest[: _BLOCK_BYTES[self.algorithm]]
        computed = hashlib.pbkdf2_hmac(self.algorithm, password, self.salt, self.iterations, len(first))
        return hmac.compare_digest(computed, first)


def _read_django(text: str) -> Pbkdf2:
    algorithm, iterations, salt, digest = match(_DJANGO, text)
    return Pbkdf2(text, algorithm, int(iterations), salt.encode(), _whole(algorithm, decode_padded(digest)))


def _read_keycloak(text: str) -> Pbkdf2:
    """The length is a setting of the realm: one block, or 512 bits."""
    algorithm, iterations, salt, digest = match(_KEYCLOAK, text)
    algorithm, decoded = algorithm or "sha1", decode_padded(digest)
    if len(decoded) not in (_BLOCK_BYTES[algorithm], 32, 64):
        raise ValueError("cut off")
    return Pbkdf2(text, algorithm, int(iterations), decode_padded(salt), decoded)


def _read_ldap(text: str) -> Pbkdf2:
    """OpenLDAP's pw-pbkdf2; without a name it is SHA-1."""
    bits, iterations, salt, digest = match(_LDAP, text)
    algorithm = f"sha{bits or 1}"
    return Pbkdf2(text, algorithm, int(iterations), decode_base64(salt), _whole(algorithm, decode_base64(digest)))


def _read_389ds(text: str) -> Pbkdf2:
    """389 Directory Server: iterations (4 bytes, big-endian), salt (64) and hash (256) as one value in base64."""
    (encoded,) = match(_389DS, text)
    iterations, salt, digest = struct.unpack(">I64s256s", decode_padded(encoded))
    return Pbkdf2(text, "sha256", iterations, salt, digest)


def _read_phc(text: str) -> Pbkdf2:
    """Passlib's own form, and the PHC form, which may give the length in bytes."""
    algorithm, iterations, length, salt, digest = match(_PHC, text)
    algorithm, decoded = algorithm or "sha1", decode_base64(digest)
    if len(decoded) != int(length or _BLOCK_BYTES[algorithm]) or len(decoded) < 16:
        raise ValueError("cut off")
    return Pbkdf2(text, algorithm, int(iterations), decode_base64(salt), decoded)


def _whole(algorithm: str, digest: bytes) -> bytes:
    if len(digest) != _BLOCK_BYTES[algorithm]:
        raise ValueError("cut off")
    return digest


SCHEMES = (
    Scheme("PBKDF2 (Django)", re.compile(r"pbkdf2_sha"), _read_django),
    Scheme("PBKDF2 (Keycloak)", re.compile(r"\$keycloak-pbkdf2"), _read_keycloak),
    Scheme("PBKDF2 (389 Directory Server)", re.compile(r"\{PBKDF2_SHA256\}", re.IGNORECASE), _read_389ds),
    Scheme("PBKDF2 (LDAP)", re.compile(r"\{PBKDF2(-SHA\d+)?\}", re.IGNORECASE), _read_ldap),
    Scheme("PBKDF2 (PHC)", re.compile(r"\$pbkdf2"), _read_phc),
)
