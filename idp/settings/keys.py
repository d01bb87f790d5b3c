"""The master key and the keys that sign tokens."""

from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, SecretStr, field_validator

from idp.settings.section import Section


class KeySettings(Section):
    """The installation's master key and the keys that sign tokens."""

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

    rsa_bits: Literal[2048, 3072, 4096] = 2048
    """Size of new RSA keys, in bits. A signature with 3072 (BSI TR-02102-1) takes three times as long as with 2048."""

    rotation_days: Annotated[int, Field(ge=1, le=3650)] = 90
    """Age at which an active signing key is replaced, in days."""

    publish_ahead_hours: Annotated[int, Field(ge=1, le=720)] = 48
    """How long the next key is published before it signs, in hours, so that every relying party has fetched it."""

    retire_days: Annotated[int, Field(ge=1, le=365)] = 7
    """How long a replaced key stays published for verification, in days; at least the life of a token."""

    @field_validator("signing_algorithms")
    @classmethod
    def _check_algorithms(cls, algorithms: tuple[str, ...]) -> tuple[str, ...]:
        if "RS256" not in algorithms:
            raise ValueError("must contain RS256: every relying party understands it")
        return algorithms
