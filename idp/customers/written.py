"""Numbers as they are written, with the form in which they are compared."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class WrittenNumber:
    """A number as it is written, and the form in which it is compared."""

    number: str
    key: str
