"""argon2 (RFC 9106) as PHC strings have it, with or without the padding that some libraries leave in.

WordPress may be set to use it instead of bcrypt.
"""

import re
from dataclasses import dataclass
from functools import partial

from argon2 import Parameters, extract_parameters
from argon2.exceptions import InvalidHashError, VerificationError
from argon2.low_level import Type, verify_secret

from idp.accounts.imported_hashes.encoding import decode_base64, encode_unpadded, match
from idp.accounts.imported_hashes.prepared import Prepare, as_typed, prepare_wordpress
from idp.accounts.imported_hashes.scheme import Cost, Scheme

_HEAD = re.compile(r"\$argon2(?:id|i|d)\$")
_PHC = re.compile(r"(\$argon2(?:id|i|d)\$(?:v=\d+\$)?m=\d+,t=\d+,p=\d+)\$([^$=]+)(=*)\$([^$=]+)(=*)")
# What libraries make. Another length is one of these less its end.
_DIGEST_BYTES = frozenset({16, 20, 24, 32, 48, 64})
_MOST_KIB, _MOST_KIB_PASSES, _MOST_LANES = 2**17, 2**19, 16


@dataclass(frozen=True, slots=True)
class Argon2:
    """An argon2 hash; ``text`` has no padding, ``phc`` is the part of it that argon2 made."""

    text: str
    phc: str
    parameters: Parameters
    prepare: Prepare

    @property
    def cost(self) -> Cost:
        asked = self.parameters
        time = max(asked.memory_cost * asked.time_cost / _MOST_KIB_PASSES, asked.parallelism / _MOST_LANES)
        return Cost(time, asked.memory_cost / _MOST_KIB)

    def fits(self, password: bytes) -> bool:
        try:
            return verify_secret(self.phc.encode(), self.prepare(password), self.parameters.type)
        except VerificationError:
            return False


def _read(prefix: str, prepare: Prepare, text: str) -> Argon2:
    settings, salt, salt_padding, digest, digest_padding = match(_PHC, text.removeprefix(prefix))
    salt_bytes, digest_bytes = decode_base64(salt + salt_padding), decode_base64(digest + digest_padding)
    # The same library wrote both: padding of one alone is a hash that lost its own.
    is_padded = bool(salt_padding or digest_padding)
    if is_padded and (len(salt + salt_padding) % 4 or len(digest + digest_padding) % 4):
        raise ValueError("cut off")
    if len(salt_bytes) < 8 or len(digest_bytes) not in _DIGEST_BYTES:
        raise ValueError("cut off")
    canonical = f"{settings}${encode_unpadded(salt_bytes)}${encode_unpadded(digest_bytes)}"
    try:
        parameters = extract_parameters(canonical)
    except InvalidHashError as error:
        raise ValueError("no argon2") from error
    if parameters.type not in Type or parameters.version not in (16, 19) or 0 in _numbers(parameters):
        raise ValueError("no argon2")
    return Argon2(f"{prefix}{canonical}", canonical, parameters, prepare)


def _numbers(parameters: Parameters) -> tuple[int, ...]:
    return parameters.memory_cost, parameters.time_cost, parameters.parallelism


SCHEMES = (
    Scheme("argon2", _HEAD, partial(_read, "", as_typed)),
    Scheme("argon2 over HMAC (WordPress)", re.compile(r"\$wp\$argon2"), partial(_read, "$wp", prepare_wordpress)),
)
