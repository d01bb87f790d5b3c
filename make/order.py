"""In which order the tests of a change are tried, and for how long each."""

from collections.abc import Mapping, Sequence
from typing import TypeVar

T = TypeVar("T")


def in_order(tests: Sequence[T], seconds: Mapping[T, float], noticed: Sequence[T]) -> list[T]:
    """The test that noticed a change last, and so on; then those that noticed none, the shortest first."""
    places = {test: place for place, test in enumerate(noticed, start=1)}
    return sorted(tests, key=lambda test: (-places.get(test, 0), seconds[test]))


def longest_time(seconds: float) -> float:
    """How long a test may take with a change, by how long it takes without one: a busy machine is slow."""
    return 10 + 20 * seconds
