"""Sending a chain's requests: with wrk where it is installed, else with a generator of our own."""

import shutil
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Sent:
    """What one run of load did. Any ``unexpected`` answer makes it void."""

    requests: int
    unexpected: int
    seconds: float


def has_wrk() -> bool:
    """Whether wrk can be used."""
    return shutil.which("wrk") is not None
