"""scrypt (RFC 7914) as PHC strings and Django write it."""

import hashlib
import hmac
import re
from dataclasses import dataclass

from idp.accounts.imported_hashes.encoding import decode_base64, decode_padded, match
from idp.accounts.imported_hashes.scheme import Cost, Scheme

_PHC = re.compile(r"\$scrypt\$ln=(\d{1,2}),r=(\d+),p=(\d+)\$([^$]+)\$([^$]+)")
_DJANGO = re.compile(r"scrypt\$(\d+)\$([^$]+)\$(\d+)\$(\d+)\$([^$]+)")
_DIGEST_BYTES = frozenset({16, 20, 24, 32, 48, 64})
# N * r, which is the memory in units of 128 bytes, and N * r * p, which is the time.
_MOST_BLOCKS = 2**20


@dataclass(frozen=True, slots=True)
class ScryptParameters:
    """N, r and p of RFC 7914."""

    n: int
    r: int
    p: int

    def __post_init__(self) -> None:
        if self.n < 2 or self.n & (self.n - 1) or self.r < 1 or self.p < 1:
            raise ValueError("no parameters of scrypt")

    @property
    def cost(self) -> Cost:
        return Cost(self.n * self.r * self.p / _MOST_BLOCKS, self.n * self.r / _MOST_BLOCKS)

    def derive(self, password: bytes, salt: bytes, length: int) -> bytes:
        """``length`` bytes of key. OpenSSL asks how much memory it may take; a little above what it needs."""
        memory = 128 * self.r * (self.n + self.p + 2) + 2**20
        return hashlib.scrypt(password, salt=salt, n=self.n, r=self.r, p=self.p, dklen=length, maxmem=memory)


@dataclass(frozen=True, slots=True)
class Scrypt:
    """An scrypt hash."""

    text: str
    parameters: ScryptParameters
    salt: bytes
    digest: bytes

    def __post_init__(self) -> None:
        if len(self.digest) not in _DIGEST_BYTES or not self.salt:
            raise ValueError("cut off")

    @property
    def cost(self) -> Cost:
        return self.parameters.cost

    def fits(self, password: bytes) -> bool:
        return hmac.compare_digest(self.parameters.derive(password, self.salt, len(self.digest)), self.digest)


def _read_phc(text: str) -> Scrypt:
    log2_n, r, p, salt, digest = match(_PHC, text)
    parameters = ScryptParameters(2 ** int(log2_n), int(r), int(p))
    return Scrypt(text, parameters, decode_base64(salt), decode_base64(digest))


def _read_django(text: str) -> Scrypt:
    n, salt, r, p, digest = match(_DJANGO, text)
    return Scrypt(text, ScryptParameters(int(n), int(r), int(p)), salt.encode(), decode_padded(digest))


SCHEMES = (
    Scheme("scrypt (PHC)", re.compile(r"\$scrypt\$"), _read_phc),
    Scheme("scrypt (Django)", re.compile(r"scrypt\$"), _read_django),
)
