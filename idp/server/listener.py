"""The socket that all workers accept connections from.

One socket for all: a connection that waits to be accepted is not lost with the worker that falls.
"""

import contextlib
import resource
import socket

BACKLOG = 1024
# A connection whose client takes nothing of what was sent to it for so long is closed.
UNREAD_MILLISECONDS = 30_000


def open_listener(host: str, port: int) -> socket.socket:
    """A listening socket. Raises ``OSError`` where the address can't be bound."""
    family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    listener = socket.socket(family, kind, protocol)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        # Connections take these over.
        listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        if hasattr(socket, "TCP_USER_TIMEOUT"):
            listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, UNREAD_MILLISECONDS)
        listener.bind(address)
        listener.listen(BACKLOG)
    except OSError:
        listener.close()
        raise
    return listener


def allow_many_connections() -> None:
    """Raise this process's limit on open files as far as it may: each connection is one."""
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    with contextlib.suppress(OSError, ValueError):
        resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
