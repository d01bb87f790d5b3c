"""No test leaves this machine: a connection to anywhere but loopback raises, and fails the test that tried."""

import ipaddress
import socket
from typing import Any

# What was refused since the last look. Code under test may swallow the exception; the fixture still sees the attempt.
attempts: list[str] = []
_LOCAL_NAMES = frozenset({"", "localhost", "ip6-localhost", socket.gethostname()})


class OutgoingConnectionRefused(Exception):
    """Tests talk to this machine only. Not an OSError: code under test would take it for a peer that is down."""


def is_local(host: object) -> bool:
    """Whether ``host``, a name or an address, is this very machine."""
    name = host.decode() if isinstance(host, bytes) else str(host or "")
    if name in _LOCAL_NAMES or name.endswith(".localhost"):
        return True
    try:
        address = ipaddress.ip_address(name.split("%")[0])
    except ValueError:
        return _is_local_number(name)
    return address.is_loopback


def _is_local_number(name: str) -> bool:
    """The forms that the system's resolver takes for an IPv4 address too: ``127.1``, ``2130706433``, ``0``."""
    try:
        address = ipaddress.ip_address(socket.inet_aton(name))
    except (OSError, UnicodeError):
        return False
    return address.is_loopback or address.is_unspecified


def refuse_outgoing_connections() -> None:
    """Guard this process from now on. Servers and browsers that tests start run in processes of their own."""
    connect, connect_ex, getaddrinfo = socket.socket.connect, socket.socket.connect_ex, socket.getaddrinfo

    def guarded_connect(self: socket.socket, address: Any) -> None:
        _check_address(self, address)
        connect(self, address)

    def guarded_connect_ex(self: socket.socket, address: Any) -> int:
        _check_address(self, address)
        return connect_ex(self, address)

    def guarded_getaddrinfo(host: Any, *arguments: Any, **options: Any) -> Any:
        _check_host(host)
        return getaddrinfo(host, *arguments, **options)

    socket.socket.connect = guarded_connect  # type: ignore[method-assign]  # the one place through which all go
    socket.socket.connect_ex = guarded_connect_ex  # type: ignore[method-assign]  # likewise
    socket.getaddrinfo = guarded_getaddrinfo


def _check_address(opened: socket.socket, address: Any) -> None:
    if opened.family in (socket.AF_INET, socket.AF_INET6):
        _check_host(address[0])


def _check_host(host: object) -> None:
    if host is not None and not is_local(host):
        attempts.append(str(host))
        raise OutgoingConnectionRefused(f"a test tried to reach {host}")
