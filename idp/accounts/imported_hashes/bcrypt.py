"""bcrypt, and what Django and WordPress make of a password before they hand it to bcrypt."""

import hmac
import re
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from idp.accounts.imported_hashes.encoding import match
from idp.accounts.imported_hashes.prepared import Prepare, as_typed, prepare_django, prepare_wordpress
from idp.accounts.imported_hashes.scheme import Cost, Scheme
from idp.infrastructure.lazy_modules import lazy_module

if TYPE_CHECKING:
    import bcrypt
    from passlib.utils import binary
else:
    bcrypt = lazy_module("bcrypt")
    binary = lazy_module("passlib.utils.binary")

# bcrypt looks at no more of a password, and its library refuses to be given more.
_BCRYPT_BYTES = 72
_MOST_COST = 14
_CRYPT = re.compile(r"(\$2[aby]?\$)(\d\d)\$([./A-Za-z0-9]{22})([./A-Za-z0-9]{31})")


@dataclass(frozen=True, slots=True)
class Bcrypt:
    """A bcrypt hash. ``settings`` is version, cost and salt; ``prepare`` makes what bcrypt was given of a password."""

    text: str
    settings: str
    digest: str
    log2_rounds: int
    prepare: Prepare

    @property
    def cost(self) -> Cost:
        # From 4 on (2 ** 4 rounds) up to 31; less does not exist.
        return Cost(2.0 ** (self.log2_rounds - _MOST_COST))

    def fits(self, password: bytes) -> bool:
        computed = bcrypt.hashpw(self.prepare(password)[:_BCRYPT_BYTES], self.settings.encode())
        return hmac.compare_digest(computed[-31:], self.digest.encode())


def _read(prefix: str, prepare: Prepare, text: str) -> Bcrypt:
    version, rounds, salt, digest = match(_CRYPT, text.removeprefix(prefix))
    if not 4 <= int(rounds) <= 31:
        raise ValueError("no cost of bcrypt")
    # Some programs leave random bits behind the last ones of the salt; bcrypt itself makes them zero.
    salt, digest = binary.bcrypt64.repair_unused(salt), binary.bcrypt64.repair_unused(digest)
    version = "$2b$" if version == "$2$" else version
    return Bcrypt(text, f"{version}{rounds}${salt}", digest, int(rounds), prepare)


_OVER_SHA256, _OVER_HMAC = re.compile(r"bcrypt_sha256\$"), re.compile(r"\$wp\$2y\$")

SCHEMES = (
    Scheme("bcrypt", re.compile(r"\$2[aby]?\$"), partial(_read, "", as_typed)),
    Scheme("bcrypt over SHA-256 (Django)", _OVER_SHA256, partial(_read, "bcrypt_sha256$", prepare_django)),
    Scheme("bcrypt over HMAC (WordPress)", _OVER_HMAC, partial(_read, "$wp", prepare_wordpress)),
)
