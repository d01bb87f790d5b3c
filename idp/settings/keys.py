"""The master key, and the keys that sign tokens or are encrypted to."""

from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, SecretStr, field_validator

from idp.settings.section import Section


class KeySettings(Section):
    """The installation's master key, and the keys that sign tokens or that applications encrypt to."""

    directory: Path = Path("keys")
    """Folder of the master key file; created with tight permissions by `idp init`."""

    master_key: SecretStr | None = None
    """The master key itself (base64, 32 bytes), instead of the file; best given as IDP_KEYS__MASTER_KEY_FILE."""

    signing_algorithms: tuple[Literal["RS256", "ES256", "EdDSA", "Ed25519", "PS256"], ...] = (
        "ES256",
        "RS256",
        "EdDSA",
        "Ed25519",
        "PS256",
    )
    """Algorithms to keep a signing key for; RS256 must be among them (OpenID Connect Discovery)."""

    encryption_algorithms: tuple[Literal["RSA-OAEP-256", "ECDH-ES", "ECDH-ES+A128KW", "ECDH-ES+A256KW"], ...] = ()
    """Algorithms to keep a key for that applications may encrypt request objects to; none switches that off."""

    rsa_bits: Literal[2048, 3072, 4096] = 2048
    """Size of new RSA keys, in bits. A signature with 3072 (BSI TR-02102-1) takes three times as long as with 2048."""

    rotation_days: Annotated[int, Field(ge=1, le=3650)] = 90
    """Age at which an active key is replaced, in days."""

    publish_ahead_hours: Annotated[int, Field(ge=1, le=720)] = 48
    """How long the next signing key is published before it signs, in hours, so that every relying party has it."""

    retire_days: Annotated[int, Field(ge=1, le=365)] = 7
    """How long a replaced key stays published for verification, in days; at least the life of a token. One that was
    encrypted to is not published then, but still opens what it has to."""

    @property
    def algorithms(self) -> tuple[str, ...]:
        """All algorithms to keep a key for."""
        return (*self.signing_algorithms, *self.encryption_algorithms)

    @field_validator("signing_algorithms")
    @classmethod
    def _check_algorithms(cls, algorithms: tuple[str, ...]) -> tuple[str, ...]:
        if "RS256" not in algorithms:
            raise ValueError("must contain RS256: every relying party understands it")
        return algorithms
