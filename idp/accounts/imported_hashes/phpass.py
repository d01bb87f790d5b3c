"""Portable hashes of phpass (WordPress before 6.8, phpBB) and their successor in Drupal 7.

Both repeat a digest of the digest before and the password; passlib knows the first alone.
"""

import hashlib
import hmac
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from idp.accounts.imported_hashes.encoding import match
from idp.accounts.imported_hashes.scheme import Cost, Scheme
from idp.infrastructure.lazy_modules import lazy_module

if TYPE_CHECKING:
    from passlib.utils import binary
else:
    binary = lazy_module("passlib.utils.binary")

_ALPHABET = "./0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
# Two bits are left for the last character of the 128.
_PHPASS = re.compile(r"\$[PH]\$([./A-Za-z0-9])([./A-Za-z0-9]{8})([./A-Za-z0-9]{21}[./01])")
# Drupal keeps 55 characters in all; U stands before passwords that were MD5 when they came.
_DRUPAL = re.compile(r"(U?)\$S\$([./A-Za-z0-9])([./A-Za-z0-9]{8})([./A-Za-z0-9]{43})")
_MOST_LOG2_ROUNDS = 18


@dataclass(frozen=True, slots=True)
class RepeatedDigest:
    """A hash by 2 ** ``log2_rounds`` rounds; ``digest`` is the beginning of the text that they end in."""

    text: str
    algorithm: str
    log2_rounds: int
    salt: bytes
    digest: str
    is_of_md5: bool = False

    @property
    def cost(self) -> Cost:
        return Cost(2.0 ** (self.log2_rounds - _MOST_LOG2_ROUNDS))

    def fits(self, password: bytes) -> bool:
        if self.is_of_md5:
            password = hashlib.md5(password, usedforsecurity=False).hexdigest().encode()
        digest = self._digest(self.salt + password)
        for _ in range(2**self.log2_rounds):
            digest = self._digest(digest + password)
        encoded = binary.h64.encode_bytes(digest)[: len(self.digest)]
        return hmac.compare_digest(encoded, self.digest.encode())

    def _digest(self, data: bytes) -> bytes:
        return hashlib.new(self.algorithm, data, usedforsecurity=False).digest()


def _read_phpass(text: str) -> RepeatedDigest:
    rounds, salt, digest = match(_PHPASS, text)
    return RepeatedDigest(text, "md5", _ALPHABET.index(rounds), salt.encode(), digest)


def _read_drupal(text: str) -> RepeatedDigest:
    was_md5, rounds, salt, digest = match(_DRUPAL, text)
    return RepeatedDigest(text, "sha512", _ALPHABET.index(rounds), salt.encode(), digest, is_of_md5=bool(was_md5))


SCHEMES = (
    Scheme("phpass", re.compile(r"\$[PH]\$"), _read_phpass),
    Scheme("Drupal 7", re.compile(r"U?\$S\$"), _read_drupal),
)
