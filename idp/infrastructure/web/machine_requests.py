"""A request to a machine endpoint and its answer, as plain values: endpoints read the one and return the other."""

from collections.abc import Sequence
from dataclasses import dataclass

from werkzeug.datastructures import Headers

Pairs = Sequence[tuple[str, str]]
FORM_TYPE = "application/x-www-form-urlencoded"


@dataclass(frozen=True, slots=True)
class MachineRequest:
    """What a program sent. ``query`` and ``form`` hold every pair as sent; ``form`` is None where the body is none."""

    method: str
    path: str
    headers: Headers
    query: Pairs
    form: Pairs | None
    address: str


@dataclass(frozen=True, slots=True)
class MachineAnswer:
    """What a program gets."""

    body: bytes
    status: int = 200
    headers: Pairs = ()
