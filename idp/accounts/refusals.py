"""How long the refusal of a password takes: as long as the dearest check of any password that is stored.

Hashes that came from other systems, or were made before the parameters were raised, take another time to check than
ours, and so would tell which account has one, and which name has none. A refusal waits instead until the time is over
that the dearest would have taken, without computing and without one of the slots for hashing.
"""

import time
from collections.abc import Callable
from typing import cast

from flask import current_app

from idp.accounts.hash_kinds import CACHE_NAME, read_dearest
from idp.accounts.passwords import CheckedPassword
from idp.infrastructure.cache_versions import VersionedCopy
from idp.infrastructure.web.application import Application

MARGIN = 1.5
"""No two checks of one kind take the same time; what stays below the target tells nothing."""
MOST_LOAD = 3.0
"""A busy machine takes longer than it did when the kinds were measured; up to so many times are followed."""
_EXTENSION = "idp.refusal_pad"
_WINDOW_SECONDS = 300.0


def decide_target(dearest: float, longest: float, forms: int) -> float:
    """Seconds that a refusal takes from the turn of its check on.

    ``dearest`` was measured, ``longest`` was seen lately; ``forms`` are the ways in which what was typed may have been
    hashed elsewhere, each of which takes a check of its own.
    """
    followed = min(longest, MOST_LOAD * dearest) if dearest else longest
    return MARGIN * forms * max(dearest, followed)


class RefusalPad:
    """Makes a worker's refusals last alike. ``clock`` counts in seconds, from when ``CheckedPassword`` says."""

    def __init__(
        self,
        dearest: Callable[[], float],
        clock: Callable[[], float] = time.perf_counter,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._dearest, self._clock, self._sleep = dearest, clock, sleep
        self._window_began, self._longest, self._longest_before = clock(), 0.0, 0.0

    def note(self, checked: CheckedPassword) -> None:
        """Learn from a check how busy the machine is."""
        now = self._clock()
        if now - self._window_began > _WINDOW_SECONDS:
            self._window_began, self._longest_before, self._longest = now, self._longest, 0.0
        self._longest = max(self._longest, checked.seconds)

    def hold(self, checked: CheckedPassword) -> None:
        """Wait until the refusal of ``checked`` may be told."""
        longest = max(self._longest, self._longest_before)
        until = checked.began_at + decide_target(self._dearest(), longest, checked.forms)
        if (rest := until - self._clock()) > 0:
            self._sleep(rest)


def init_refusals(app: Application) -> None:
    """Give the application its pad."""
    kinds = VersionedCopy(CACHE_NAME, read_dearest, app.settings.database.cache_check_seconds)
    app.extensions[_EXTENSION] = RefusalPad(kinds.get)


def current_refusal_pad() -> RefusalPad:
    """The pad of this application."""
    return cast(RefusalPad, current_app.extensions[_EXTENSION])
