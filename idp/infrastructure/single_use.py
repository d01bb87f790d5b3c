"""The states of a row that is redeemed once, where something newer may take its place before."""

from enum import StrEnum


class SingleUse(StrEnum):
    """``OPEN`` rows can be redeemed until they expire; the other two states are final."""

    OPEN = "open"
    REDEEMED = "redeemed"
    SUPERSEDED = "superseded"


STATE_AND_TIME_AGREE = "(state = 'open') = (ended_at IS NULL)"
"""A check constraint: a row has the time at which it ended from the moment that it has."""
