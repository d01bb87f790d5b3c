"""Password hashing, lists of breached passwords and reset links."""

from pathlib import Path
from typing import Annotated
from urllib.parse import urlsplit

from pydantic import Field, field_validator

from idp.settings.loopback import LOOPBACK_HOSTS
from idp.settings.section import Section


class PasswordSettings(Section):
    """Hashing of people's passwords (argon2id; the defaults are OWASP's) and links to set new ones."""

    memory_kib: Annotated[int, Field(ge=8, le=1048576)] = 19456
    """Memory of one hash, in KiB."""

    iterations: Annotated[int, Field(ge=1, le=20)] = 2
    """Passes over the memory."""

    parallelism: Annotated[int, Field(ge=1, le=16)] = 1
    """Lanes of one hash."""

    parallel_hashes: Annotated[int, Field(ge=1, le=64)] = 2
    """How many hashes a worker computes at a time; others wait their turn."""

    breached_list: Path | None = None
    """Passwords known from break-ins: a file of SHA-1 hashes, sorted hex, one a line, perhaps with a count."""

    breached_range_service: str | None = None
    """A service that names such passwords, asked when one is chosen and told no more than five digits of its SHA-1
    hash: the address before them, such as https://api.pwnedpasswords.com/range/. Nobody is asked by default."""

    reset_link_minutes: Annotated[int, Field(ge=5, le=1440)] = 60
    """How long the link of a password reset mail holds, in minutes."""

    @field_validator("breached_range_service")
    @classmethod
    def _check_range_service(cls, address: str | None) -> str | None:
        parts = urlsplit(address or "https://-/")
        is_local = parts.scheme == "http" and parts.hostname in LOOPBACK_HOSTS
        if not (parts.scheme == "https" or is_local) or not parts.hostname or not parts.path.endswith("/"):
            raise ValueError(
                "write an address such as https://api.pwnedpasswords.com/range/, with https and its last /"
            )
        return address
