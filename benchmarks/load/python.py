"""A small load generator: one blocking connection a thread. It also paces the latency runs, which wrk can't."""

import socket
import time
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from string import Template
from typing import TypeVar

from benchmarks.load import Sent
from benchmarks.scenarios import Capture, Chain, Step

T = TypeVar("T")


class UnexpectedAnswer(Exception):
    """A status or a content that the chain does not go on from."""


class Player:
    """One connection that plays a chain."""

    def __init__(self, port: int, chain: Chain, seed: Mapping[str, str]) -> None:
        self._chain = chain
        self.variables = dict(seed)
        self._socket = socket.create_connection(("127.0.0.1", port), timeout=30)
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._host = f"localhost:{port}"

    def play(self) -> None:
        """One operation. Raises UnexpectedAnswer."""
        for step in self._chain.steps:
            self._socket.sendall(self._format(step))
            status, head, body = self._receive()
            if status != step.status:
                raise UnexpectedAnswer(f"{step.method} {step.path.partition('?')[0]} gave {status}: {body[:300]!r}")
            for capture in step.captures:
                self._keep(capture, head, body)

    def close(self) -> None:
        self._socket.close()

    def _format(self, step: Step) -> bytes:
        body = self._fill(step.body)
        headers = {"Host": self._host, **step.headers, **({"Content-Length": str(len(body))} if body else {})}
        lines = [f"{step.method} {self._fill(step.path)} HTTP/1.1"]
        lines += [f"{name}: {self._fill(value)}" for name, value in headers.items()]
        return "\r\n".join([*lines, "", body]).encode()

    def _fill(self, text: str) -> str:
        return Template(text).substitute(self.variables) if "$" in text else text

    def _receive(self) -> tuple[int, str, str]:
        received = b""
        while b"\r\n\r\n" not in received:
            received += self._read()
        head, _, body = received.partition(b"\r\n\r\n")
        length = _between(head.decode().lower() + "\r\n", "content-length: ", "\r\n")
        while len(body) < int(length or 0):
            body += self._read()
        return int(head[9:12]), head.decode(), body.decode()

    def _read(self) -> bytes:
        chunk = self._socket.recv(65536)
        if not chunk:
            raise UnexpectedAnswer("the server closed the connection")
        return chunk

    def _keep(self, capture: Capture, head: str, body: str) -> None:
        lines = [line for line in head.split("\r\n") if line.lower().startswith(f"{capture.where}:")]
        source = body if capture.where == "body" else "\n".join(lines)
        if (found := _between(source, capture.after, capture.until)) is not None:
            self.variables[capture.name] = found


def saturate(port: int, chain: Chain, seconds: int) -> Sent:
    """As many requests as the server takes."""
    end = time.perf_counter() + seconds

    def work(_: int, player: Player) -> tuple[int, int]:
        operations = 0
        while time.perf_counter() < end:
            try:
                player.play()
            except UnexpectedAnswer:
                return operations, 1
            operations += 1
        return operations, 0

    done = _in_threads(port, chain, work)
    requests = sum(operations for operations, _ in done) * len(chain.steps)
    return Sent(requests, sum(unexpected for _, unexpected in done), seconds)


def pace(port: int, chain: Chain, rate: float, samples: int) -> list[float]:
    """Seconds that each of ``samples`` operations took, begun ``rate`` times a second. Raises UnexpectedAnswer."""
    begun = time.perf_counter()

    def work(number: int, player: Player) -> list[float]:
        taken = []
        for turn in range(number, samples, len(chain.seeds)):
            time.sleep(max(0.0, begun + turn / rate - time.perf_counter()))
            started = time.perf_counter()
            player.play()
            taken.append(time.perf_counter() - started)
        return taken

    return [seconds for taken in _in_threads(port, chain, work) for seconds in taken]


def _in_threads(port: int, chain: Chain, work: Callable[[int, Player], T]) -> list[T]:
    def connect_and_work(number: int) -> T:
        player = Player(port, chain, chain.seeds[number])
        try:
            return work(number, player)
        finally:
            player.close()

    with ThreadPoolExecutor(len(chain.seeds)) as threads:
        return list(threads.map(connect_and_work, range(len(chain.seeds))))


def _between(text: str, after: str, until: str) -> str | None:
    _, found, rest = text.partition(after)
    return (rest.partition(until)[0] if until else rest) if found else None
