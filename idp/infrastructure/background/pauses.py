"""The pauses between the attempts of a delivery."""

from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True, slots=True)
class Pauses:
    """Each pause is ``factor`` times the one before, from ``first`` up to ``longest``."""

    first: timedelta
    factor: int
    longest: timedelta

    def decide(self, attempts: int, chance: float) -> timedelta:
        """How long to wait after so many attempts; ``chance`` (0 to 1) spreads it by a fifth."""
        grown = self.first * int(self.factor ** min(attempts - 1, 20))
        return min(grown, self.longest) * (0.8 + 0.4 * chance)
