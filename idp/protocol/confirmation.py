"""What tokens are bound to: the ``cnf`` claim (RFC 7800 3.1)."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

BEARER = "Bearer"
DPOP = "DPoP"


@dataclass(frozen=True, slots=True)
class Confirmation:
    """What the presenter of a token has to prove; nothing of a plain bearer token.

    ``jkt`` is the thumbprint of a DPoP key (RFC 9449 6.1), ``certificate`` that of a certificate (``x5t#S256``,
    RFC 8705 3.1).
    """

    jkt: str | None = None
    certificate: str | None = None

    @classmethod
    def of_claims(cls, claims: Mapping[str, Any]) -> Self:
        """That of a token's claims."""
        members = claims.get("cnf") or {}
        return cls(members.get("jkt"), members.get("x5t#S256"))

    @property
    def claim(self) -> Mapping[str, str] | None:
        """The value of ``cnf``; None where there is nothing to prove."""
        members = {"jkt": self.jkt, "x5t#S256": self.certificate}
        return {name: value for name, value in members.items() if value is not None} or None

    @property
    def token_type(self) -> str:
        """The ``token_type`` of such an access token (RFC 9449 5)."""
        return BEARER if self.jkt is None else DPOP

    @property
    def binding(self) -> str | None:
        """The same as one text to be stored and compared."""
        return " ".join(f"{name}:{value}" for name, value in (self.claim or {}).items()) or None


NOTHING_TO_PROVE = Confirmation()
"""What a plain bearer token is bound to."""
