"""Hashing people's passwords: argon2id behind a limit on how many are computed at a time.

Slow by design, so never while a database transaction is open: on SQLite no other transaction could write meanwhile.
"""

import base64
import os
import threading
import time
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from idp.accounts.imported_hashes import is_imported, verify_imported
from idp.infrastructure.database import is_in_transaction
from idp.settings import PasswordSettings

LONGEST_PASSWORD = 1000
"""Characters of a new password, as they were typed."""
# Passwords of before were up to 1024 bytes long: they still open their accounts.
_LONGEST_CHECKED = 1024
_SALT_BYTES = 16
_HASH_BYTES = 32


class UnusablePassword(ValueError):
    """Too long to be hashed, or text that no keyboard makes; the forms say so before it comes to this."""


@dataclass(frozen=True, slots=True)
class CheckedPassword:
    """What came of a check. ``began_at`` is when its turn came (of :func:`time.perf_counter`), ``seconds`` how long one
    hash of it took; ``forms`` are the ways in which a system may have hashed what was typed."""

    is_right: bool
    began_at: float
    seconds: float = 0.0
    forms: int = 1


def is_usable(password: str) -> bool:
    """Whether the password can be a new one: at most 1000 characters, all of them text, and no NUL."""
    return len(password) <= LONGEST_PASSWORD and _encode(password) is not None


def hash_password(password: str, settings: PasswordSettings) -> str:
    """The hash to store, in PHC format. Raises :class:`UnusablePassword` before any work is done."""
    encoded = _encode(password)
    if encoded is None:
        raise UnusablePassword
    return _hashing(settings).hash(encoded)


def verify_password(stored: str | None, password: str, settings: PasswordSettings) -> bool:
    """Whether ``password`` is the one that was stored; False without a stored hash."""
    return check_password(stored, password, settings).is_right


def check_password(stored: str | None, password: str, settings: PasswordSettings) -> CheckedPassword:
    """Whether ``password`` is the one that was stored, and what it took.

    Without a stored hash (an unknown account, or one that has no password) a check of our own kind is done for nothing.
    What is too long was never stored for any account, and costs no work.
    """
    encoded = _encode(password)
    if encoded is None:
        return CheckedPassword(False, time.perf_counter())
    hashing = _hashing(settings)
    # Other systems have hashed a password as it was typed, or normalised it as we do.
    forms = tuple(dict.fromkeys((password.encode(), encoded)))
    is_right, began_at, seconds = hashing.verify(stored or hashing.nobody, encoded, forms)
    return CheckedPassword(is_right and stored is not None, began_at, seconds, len(forms))


def unmatched_hash(settings: PasswordSettings) -> str:
    """A hash with the parameters of the settings that no password fits."""
    return _hashing(settings).nobody


def needs_rehash(stored: str, settings: PasswordSettings) -> bool:
    """Whether the hash was made with other parameters than those that are set now."""
    return _hashing(settings).needs_rehash(stored)


def _encode(password: str) -> bytes | None:
    """NIST SP 800-63B-4 3.1.1.2: the same characters, however the keyboard composed them; nothing is ever cut off."""
    # Cheap first: a megabyte is neither encoded nor normalised.
    if len(password) > _LONGEST_CHECKED or "\x00" in password:
        return None
    try:
        return unicodedata.normalize("NFKC", password).encode()
    except UnicodeEncodeError:
        return None


class _Hashing:
    """argon2id with one set of parameters, and the slots for it."""

    def __init__(self, settings: PasswordSettings) -> None:
        self._slots = threading.BoundedSemaphore(settings.parallel_hashes)
        self._hasher = PasswordHasher(
            time_cost=settings.iterations,
            memory_cost=settings.memory_kib,
            parallelism=settings.parallelism,
            hash_len=_HASH_BYTES,
            salt_len=_SALT_BYTES,
        )
        # Random bytes in the place of a hash: checking them takes as long as for anybody, and no password fits.
        salt, digest = (base64.b64encode(os.urandom(size)).decode().rstrip("=") for size in (_SALT_BYTES, _HASH_BYTES))
        self.nobody = (
            f"$argon2id$v=19$m={settings.memory_kib},t={settings.iterations},p={settings.parallelism}${salt}${digest}"
        )

    def hash(self, password: bytes) -> str:
        _refuse_in_transaction()
        with self._slots:
            return self._hasher.hash(password)

    def verify(self, stored: str, password: bytes, forms: Sequence[bytes]) -> tuple[bool, float, float]:
        """Whether it fits, when its turn came, and the seconds of one hash. ``password`` is what we hash, ``forms`` are
        what other systems may have hashed."""
        _refuse_in_transaction()
        with self._slots:
            began_at = time.perf_counter()
            if is_imported(stored):
                tried = [verify_imported(stored, each) for each in forms]
            else:
                tried = [self._fits(stored, password)]
            return any(tried), began_at, (time.perf_counter() - began_at) / len(tried)

    def _fits(self, stored: str, password: bytes) -> bool:
        try:
            return self._hasher.verify(stored, password)
        except (VerificationError, InvalidHashError):
            return False

    def needs_rehash(self, stored: str) -> bool:
        return is_imported(stored) or self._hasher.check_needs_rehash(stored)


@cache
def _hashing(settings: PasswordSettings) -> _Hashing:
    """One for the whole process, so that all threads share the slots."""
    return _Hashing(settings)


def _refuse_in_transaction() -> None:
    if is_in_transaction():
        raise RuntimeError("a password is hashed while the request's transaction is open")
