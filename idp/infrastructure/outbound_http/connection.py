"""A connection to addresses that were checked: the host's name is not resolved a second time (DNS rebinding)."""

import socket
from collections.abc import Sequence
from http.client import HTTPConnection
from ssl import SSLContext

from idp.infrastructure.networks import Address
from idp.infrastructure.outbound_http.deadline import Deadline, DeadlineSocket
from idp.infrastructure.outbound_http.errors import OutboundFailed
from idp.infrastructure.outbound_http.targets import Target


class PinnedConnection(HTTPConnection):
    """HTTP to ``target`` at the first of ``addresses`` that accepts; ``Host`` and the certificate are the target's.

    The standard library's client reads neither proxies nor credentials from the environment, keeps no cookies, follows
    no redirects and decompresses nothing.
    """

    def __init__(self, target: Target, addresses: Sequence[Address], tls: SSLContext, deadline: Deadline) -> None:
        super().__init__(target.host, target.port)
        self.default_port = 443 if target.scheme == "https" else 80
        self._target, self._addresses, self._tls, self._deadline = target, addresses, tls, deadline

    def connect(self) -> None:
        """Called by ``http.client`` before it sends. Raises ``OSError`` or :class:`OutboundFailed`."""
        connected = self._open_socket()
        if self._target.scheme == "https":
            connected.settimeout(self._deadline.remaining())
            connected = self._tls.wrap_socket(connected, server_hostname=self._target.host)
        self.sock = DeadlineSocket(connected, self._deadline)

    def _open_socket(self) -> socket.socket:
        """Each address gets its share of the time that is left, so that one that is silent leaves some to the next."""
        for number, address in enumerate(self._addresses):
            seconds = self._deadline.remaining() / (len(self._addresses) - number)
            try:
                return socket.create_connection((str(address), self._target.port), timeout=seconds)
            except OSError:
                continue
        raise OutboundFailed(f"{self._target.authority} can't be reached")
