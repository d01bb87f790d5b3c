"""How often each process of the server has ended unasked, in memory that all of them share."""

import time
from collections.abc import Mapping, Sequence
from multiprocessing.sharedctypes import RawArray

SETTLED_SECONDS = 60.0
"""A process that lived this long has worked: what ends it then is the first fall again."""

_OFTEN = 2


class Falls:
    """The falls in a row of the processes of these names. Made before the fork; written by the supervisor alone."""

    def __init__(self, names: Sequence[str]) -> None:
        self._places = {name: place for place, name in enumerate(names)}
        self._in_a_row = RawArray("i", len(names))
        self._last_at = RawArray("d", len(names))

    def note(self, name: str, in_a_row: int) -> None:
        """Note that a process has ended, for so many times in a row."""
        place = self._places[name]
        self._in_a_row[place], self._last_at[place] = in_a_row, time.monotonic()

    def in_a_row(self) -> Mapping[str, float]:
        """The falls in a row by name; 0 for a process that has settled since."""
        since = time.monotonic() - SETTLED_SECONDS
        return {name: self._in_a_row[at] if self._last_at[at] > since else 0 for name, at in self._places.items()}

    def tell(self) -> str:
        """The word for ``/health/ready``: "degraded" while a process keeps ending, else "ok"."""
        return "degraded" if any(count >= _OFTEN for count in self.in_a_row().values()) else "ok"
