"""In which order the tests of a change are tried."""

from collections.abc import Mapping, Sequence
from typing import TypeVar

T = TypeVar("T")


def in_order(tests: Sequence[T], seconds: Mapping[T, float], noticed: Sequence[T]) -> list[T]:
    """The test that noticed a change last, and so on; then those that noticed none, the shortest first."""
    places = {test: place for place, test in enumerate(noticed, start=1)}
    return sorted(tests, key=lambda test: (-places.get(test, 0), seconds[test]))
