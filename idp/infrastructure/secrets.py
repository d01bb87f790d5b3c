"""Secrets at rest, wrapped with AES-256-GCM under the installation's master key.

The master key file holds one key a line (base64 of 32 bytes), the newest first: the first line wraps, every line
unwraps, so that a key can be replaced while what it wrapped is still there (``idp keys rewrap``).
"""

import base64
import binascii
import hashlib
import os
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Self

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from idp.settings import Settings, SettingsError

MASTER_KEY_FILE = "master.key"
_NONCE_BYTES = 12


class UnwrapError(Exception):
    """A wrapped value can't be read: another master key, another context, or it was changed."""


@dataclass(frozen=True)
class MasterKey:
    """One AES-256 key and the short name by which wrapped values refer to it."""

    material: bytes

    @cached_property
    def name(self) -> str:
        return hashlib.sha256(b"einlass master key" + self.material).hexdigest()[:12]

    @cached_property
    def cipher(self) -> AESGCM:
        return AESGCM(self.material)


class SecretBox:
    """Wraps and unwraps secrets, and derives keys for single purposes from the newest master key."""

    def __init__(self, keys: Sequence[MasterKey]) -> None:
        self._keys = {key.name: key for key in keys}
        self._newest = keys[0]
        self._derived: dict[str, list[bytes]] = {}

    @classmethod
    def from_settings(cls, settings: Settings) -> Self:
        """Read the master key from ``keys.master_key`` or the file in ``keys.directory``."""
        if settings.keys.master_key is not None:
            return cls(_parse(settings.keys.master_key.get_secret_value(), "keys.master_key"))
        path = settings.keys.directory / MASTER_KEY_FILE
        try:
            return cls(_parse(path.read_text(encoding="utf-8-sig"), str(path)))
        except FileNotFoundError as error:
            raise SettingsError(f"{path} is missing. `idp init` creates it; a restore must bring it back.") from error
        except (OSError, UnicodeDecodeError) as error:
            raise SettingsError(f"{path} can't be read: {error}") from error

    def wrap(self, secret: bytes, context: str) -> str:
        """Encrypt ``secret``; only the same ``context`` (what it is and whose) unwraps it again."""
        nonce = os.urandom(_NONCE_BYTES)
        sealed = self._newest.cipher.encrypt(nonce, secret, context.encode())
        return f"{self._newest.name}:{base64.b64encode(nonce + sealed).decode()}"

    def unwrap(self, wrapped: str, context: str) -> bytes:
        """Decrypt what :meth:`wrap` returned. Raises :class:`UnwrapError`."""
        name, _, payload = wrapped.partition(":")
        try:
            key = self._keys[name]
            blob = base64.b64decode(payload, validate=True)
            return key.cipher.decrypt(blob[:_NONCE_BYTES], blob[_NONCE_BYTES:], context.encode())
        except (KeyError, ValueError, InvalidTag) as error:
            raise UnwrapError(f"a value wrapped under master key {name} can't be unwrapped here") from error

    def is_current(self, wrapped: str) -> bool:
        """Whether ``wrapped`` stands under the newest master key already."""
        return wrapped.startswith(f"{self._newest.name}:")

    def derive(self, purpose: str) -> bytes:
        """A 256-bit key for one purpose (RFC 5869), from the newest master key."""
        return self.derive_all(purpose)[0]

    def derive_all(self, purpose: str) -> list[bytes]:
        """The same from each master key, newest first. Purposes are few and fixed, so each is derived once."""
        keys = self._derived.get(purpose)
        if keys is None:
            keys = self._derived[purpose] = [_derive(key, purpose) for key in self._keys.values()]
        return keys


def new_master_key() -> str:
    """A fresh master key as it stands in the file."""
    return base64.b64encode(secrets.token_bytes(32)).decode()


def _derive(key: MasterKey, purpose: str) -> bytes:
    return HKDF(hashes.SHA256(), length=32, salt=None, info=purpose.encode()).derive(key.material)


def _parse(text: str, origin: str) -> list[MasterKey]:
    try:
        keys = [MasterKey(base64.b64decode(line, validate=True)) for line in text.split()]
    except (binascii.Error, ValueError) as error:
        raise SettingsError(f"{origin} does not hold base64") from error
    if not keys or any(len(key.material) != 32 for key in keys):
        raise SettingsError(f"{origin} must hold 32 bytes in base64, one key a line")
    return keys


def write_master_key(directory: Path) -> Path:
    """Create the folder and a fresh key file that only its owner can read. Raises ``FileExistsError``."""
    directory.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = directory / MASTER_KEY_FILE
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(new_master_key() + "\n")
    return path
