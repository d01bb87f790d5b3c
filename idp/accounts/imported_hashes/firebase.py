"""Firebase's variant of scrypt: the derived key encrypts a key of the project, and the outcome is the hash.

The parameters are those of the project, not of an account. An import writes them into each hash (see ``hash_text``), so
that it can be checked by itself.
"""

import hmac
import re
from dataclasses import dataclass

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from idp.accounts.imported_hashes.encoding import decode_base64, encode_unpadded, match
from idp.accounts.imported_hashes.scheme import Cost, Scheme
from idp.accounts.imported_hashes.scrypt import ScryptParameters

_TEXT = re.compile(r"\$firebase-scrypt\$ln=(\d{1,2}),r=(\d+)\$([^$]*)\$([^$]+)\$([^$]+)\$([^$]+)")


@dataclass(frozen=True, slots=True)
class FirebaseScrypt:
    """A hash of Firebase Authentication. ``salt`` is that of the account with the project's separator behind it."""

    text: str
    parameters: ScryptParameters
    salt: bytes
    signer_key: bytes
    digest: bytes

    def __post_init__(self) -> None:
        if len(self.digest) != len(self.signer_key) or len(self.digest) < 16:
            raise ValueError("cut off")

    @property
    def cost(self) -> Cost:
        return self.parameters.cost

    def fits(self, password: bytes) -> bool:
        key = self.parameters.derive(password, self.salt, 32)
        encryptor = Cipher(algorithms.AES256(key), modes.CTR(bytes(16))).encryptor()
        return hmac.compare_digest(encryptor.update(self.signer_key) + encryptor.finalize(), self.digest)


def hash_text(
    digest: bytes, salt: bytes, *, signer_key: bytes, salt_separator: bytes, rounds: int, mem_cost: int
) -> str:
    """A hash with the parameters of its project, as :func:`parse_hash` reads it."""
    parts = (salt_separator, signer_key, salt, digest)
    return f"$firebase-scrypt$ln={mem_cost},r={rounds}${'$'.join(map(encode_unpadded, parts))}"


def _read(text: str) -> FirebaseScrypt:
    mem_cost, rounds, *parts = match(_TEXT, text)
    separator, signer_key, salt, digest = map(decode_base64, parts)
    return FirebaseScrypt(
        text, ScryptParameters(2 ** int(mem_cost), int(rounds), 1), salt + separator, signer_key, digest
    )


SCHEMES = (Scheme("scrypt (Firebase)", re.compile(r"\$firebase-scrypt\$"), _read),)
