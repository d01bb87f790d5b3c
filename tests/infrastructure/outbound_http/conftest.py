"""Servers for the outbound client, and a client that takes names under ``.test`` for this machine."""

from collections.abc import Callable, Iterator
from ipaddress import ip_address
from pathlib import Path

import pytest

from idp.infrastructure.outbound_http import OutboundClient, OutboundLimits
from idp.infrastructure.outbound_http.policies import OperatorPolicy
from idp.infrastructure.outbound_http.targets import parse_target
from tests.infrastructure.outbound_http.servers import Answer, Authority, Server

LOOPBACK = ip_address("127.0.0.1")


@pytest.fixture
def serve() -> Iterator[Callable[..., Server]]:
    """``serve(say(b"..."))``: a server on loopback, by TLS where it is given a context."""
    running: list[Server] = []

    def start(answer: Answer, **options) -> Server:
        running.append(Server(answer, **options))
        return running[-1]

    yield start
    for server in running:
        server.close()


@pytest.fixture
def authority(tmp_path: Path) -> Authority:
    """Issued a certificate for keys.test and 127.0.0.1."""
    return Authority(tmp_path, "keys.test", "127.0.0.1")


@pytest.fixture
def client_for() -> Callable[..., OutboundClient]:
    """``client_for(url)``: reaches this one origin; names resolve to this machine."""

    def make(url: str, *, seconds: float = 3.0, largest_body: int = 1000, **parts) -> OutboundClient:
        parts.setdefault("resolver", lambda _host, _port: [LOOPBACK])
        policy = OperatorPolicy(frozenset({parse_target(url).origin}))
        return OutboundClient(policy, OutboundLimits(seconds, largest_body), **parts)

    return make
