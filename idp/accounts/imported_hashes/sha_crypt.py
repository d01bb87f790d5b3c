"""The crypt(3) schemes of Unix: SHA-512, SHA-256 and MD5, read by libpass."""

import re
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from idp.accounts.imported_hashes.scheme import Cost, Scheme
from idp.infrastructure.lazy_modules import lazy_module

if TYPE_CHECKING:
    from passlib import hash as passlib_hash
else:
    passlib_hash = lazy_module("passlib.hash")

_MOST_ROUNDS = 1_000_000
_MD5_ROUNDS = 1000
# The last character of each holds the bits that are left over, and no others.
_TEXTS = {
    "sha512_crypt": re.compile(r"\$6\$(?:rounds=\d{4,9}\$)?[^$]{0,16}\$[./A-Za-z0-9]{85}[./01]"),
    "sha256_crypt": re.compile(r"\$5\$(?:rounds=\d{4,9}\$)?[^$]{0,16}\$[./A-Za-z0-9]{42}[./0-9A-D]"),
    "md5_crypt": re.compile(r"\$1\$[^$]{0,8}\$[./A-Za-z0-9]{21}[./01]"),
}


@dataclass(frozen=True, slots=True)
class UnixCrypt:
    """A crypt string; ``name`` is that of libpass."""

    text: str
    name: str
    rounds: int

    @property
    def cost(self) -> Cost:
        return Cost(self.rounds / _MOST_ROUNDS)

    def fits(self, password: bytes) -> bool:
        return bool(getattr(passlib_hash, self.name).verify(password, self.text))


def _read(name: str, text: str) -> UnixCrypt:
    if _TEXTS[name].fullmatch(text) is None:
        raise ValueError("cut off")
    record = getattr(passlib_hash, name).from_string(text)
    return UnixCrypt(text, name, getattr(record, "rounds", _MD5_ROUNDS))


SCHEMES = (
    Scheme("sha512-crypt", re.compile(r"\$6\$"), partial(_read, "sha512_crypt")),
    Scheme("sha256-crypt", re.compile(r"\$5\$"), partial(_read, "sha256_crypt")),
    Scheme("md5-crypt", re.compile(r"\$1\$"), partial(_read, "md5_crypt")),
)
