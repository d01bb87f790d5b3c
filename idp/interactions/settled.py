"""What a person has settled within an interaction, as one entry for each step."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any


@dataclass(frozen=True, slots=True)
class Settled:
    """A step that was settled: by whom, when, and whose demand that meets.

    ``session_id`` is None while the sign-in that settles it has no session yet.
    """

    step: str
    session_id: str | None
    at: datetime
    portal: str

    def to_json(self) -> dict[str, Any]:
        """As the interaction's row keeps it."""
        return {
            "step": self.step,
            "session": self.session_id,
            "at": self.at.isoformat(),
            "portal": self.portal,
        }

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> "Settled":
        """The entry of :meth:`to_json`."""
        at = datetime.fromisoformat(stored["at"])
        return cls(stored["step"], stored["session"], at, stored["portal"])
