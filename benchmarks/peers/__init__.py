"""Who takes part, one module each."""

from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path

from benchmarks.peers.einlass import Einlass
from benchmarks.peers.hello import Hello
from benchmarks.peers.peer import Peer

PEERS: Mapping[str, Callable[[Path], Peer]] = {
    "hello": Hello,
    "einlass-sqlite": partial(Einlass, kind="sqlite"),
    "einlass-postgresql": partial(Einlass, kind="postgresql"),
}
"""``hello`` is always among them: everything is told as a multiple of it."""

__all__ = ["PEERS", "Peer"]
