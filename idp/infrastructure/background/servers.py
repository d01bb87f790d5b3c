"""Servers that the background worker runs beside its senders, such as one that a mail server hands notifications to."""

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from flask import Flask

_EXTENSION = "idp.background_servers"


@dataclass(frozen=True, slots=True)
class BackgroundServer:
    """``serve`` answers at its address until the event is set; it raises OSError where the address is taken, such as by
    another worker of this machine. ``name`` stands in the log."""

    name: str
    serve: Callable[[threading.Event], None]


def add_server(app: Flask, server: BackgroundServer) -> None:
    """Have the background worker run ``server``, in a thread of its own."""
    app.extensions.setdefault(_EXTENSION, []).append(server)


def servers_of(app: Flask) -> Sequence[BackgroundServer]:
    """Every server, in the order in which they were added."""
    servers: list[BackgroundServer] = app.extensions.get(_EXTENSION, [])
    return tuple(servers)
