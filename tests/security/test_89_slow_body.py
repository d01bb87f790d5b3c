"""Requests that come slowly, or never, at the running server: more of them than it has threads."""

import socket
from collections.abc import Iterator
from contextlib import ExitStack
from urllib.parse import urlsplit

import pytest
import requests

from idp.settings.server import ServerSettings
from tests.factories.clients import create_client
from tests.provisioning.databases import Database
from tests.security.serving import WORKERS, Served

pytestmark = pytest.mark.threat(89)
THREADS = 8
MORE_THAN_THREADS = WORKERS * THREADS * 4
# What is waited for here ends before any statement is made: one kind of database says as much as two.
before_any_statement = pytest.mark.only_on("sqlite")
PATHS = ("/token", "/authorize", "/introspect", "/signin", "/password-reset", "/nowhere")
LENGTH = "Content-Length: 60000\r\n"
CHUNKED = "Transfer-Encoding: chunked\r\n"


@pytest.fixture
def slow(served: Served) -> Iterator["Slow"]:
    with ExitStack() as stack:
        yield Slow(served, stack)


class Slow:
    """Connections that begin a request and do not go on."""

    def __init__(self, served: Served, stack: ExitStack) -> None:
        self._address = ("127.0.0.1", urlsplit(served.issuer).port or 0)
        self._stack = stack

    def begin(self, text: str) -> socket.socket:
        connection = self._stack.enter_context(socket.create_connection(self._address, timeout=30))
        connection.sendall(text.encode())
        return connection

    def post(self, path: str, length: str = LENGTH, body: str = "a") -> socket.socket:
        form = "Content-Type: application/x-www-form-urlencoded\r\n"
        return self.begin(f"POST {path} HTTP/1.1\r\nHost: localhost\r\n{form}{length}\r\n{body}")


def test_others_are_served_while_bodies_do_not_come(served: Served, database: Database, slow: Slow) -> None:
    """Trial row S2."""
    client = create_client(database)
    for number in range(MORE_THAN_THREADS):
        slow.post(PATHS[number % len(PATHS)], CHUNKED if number % 2 else LENGTH, "1\r\na\r\n" if number % 2 else "a")
    for _ in range(WORKERS * 5):
        assert requests.get(f"{served.issuer}/health/live", timeout=2).status_code == 200
        answer = requests.post(f"{served.issuer}/introspect", data={"token": "x"}, auth=client.basic, timeout=2)
        assert answer.json() == {"active": False}


@before_any_statement
@pytest.mark.parametrize(("length", "body"), [(LENGTH, "a"), (CHUNKED, "1\r\na\r\n")], ids=["length", "chunked"])
def test_a_body_that_does_not_come_is_cut_off(slow: Slow, length: str, body: str) -> None:
    """Trial row S2."""
    answer = _read_all(slow.post("/token", length, body))
    assert answer.startswith("HTTP/1.1 408 ")
    assert "connection: close" in answer
    assert "x-content-type-options: nosniff" in answer
    assert '"error":"invalid_request"' in answer


@before_any_statement
def test_a_body_that_trickles_is_cut_off(slow: Slow) -> None:
    """The time is for the whole body, whatever comes meanwhile. Trial row S2."""
    connection = slow.post("/signin")
    connection.settimeout(0.2)
    answer = b""
    for _ in range(150):
        try:
            answer += connection.recv(65_536)
            break
        except TimeoutError:
            connection.sendall(b"a")
    assert answer.startswith(b"HTTP/1.1 408 ")


@before_any_statement
def test_a_head_that_does_not_come_is_cut_off(served: Served, slow: Slow) -> None:
    begun = [slow.begin("POST /token HTTP/1.1\r\nHost: local") for _ in range(MORE_THAN_THREADS)]
    assert requests.get(f"{served.issuer}/health/live", timeout=2).status_code == 200
    assert "200 OK" not in _read_all(begun[0])


@before_any_statement
def test_an_answer_that_is_not_read_holds_up_nobody(served: Served, slow: Slow) -> None:
    asset = "GET /static/none HTTP/1.1\r\nHost: localhost\r\n\r\n"
    for _ in range(MORE_THAN_THREADS):
        slow.begin(asset * 50)
    assert requests.get(f"{served.issuer}/health/live", timeout=2).status_code == 200


@pytest.mark.parametrize(
    ("length", "body"),
    [(LENGTH, "grant_type=x"), (CHUNKED, "c\r\ngrant_type=x\r\n"), (CHUNKED, "zz\r\ngrant_type=x\r\n")],
    ids=["length", "chunked", "not-chunked"],
)
def test_a_body_that_breaks_off_is_not_acted_upon(slow: Slow, length: str, body: str) -> None:
    connection = slow.post("/token", length, body)
    connection.shutdown(socket.SHUT_WR)
    answer = _read_all(connection)
    assert "unsupported_grant_type" not in answer
    assert answer == "" or answer.startswith("HTTP/1.1 400 ")


@pytest.mark.parametrize("chunked", [False, True])
def test_a_body_that_comes_in_time_is_read_whole(served: Served, chunked: bool) -> None:
    form = b"grant_type=x" + b"&" * 60_000
    parts = iter([form[:30_000], form[30_000:]])
    answer = requests.post(
        f"{served.issuer}/token",
        data=parts if chunked else form,
        headers={"Content-Type": "application/x-www-form-urlencoded"},
        timeout=20,
    )
    assert answer.json()["error"] == "unsupported_grant_type"


@pytest.mark.parametrize("chunked", [False, True])
def test_a_larger_body_is_refused_by_its_length(served: Served, chunked: bool) -> None:
    form = b"x" * (ServerSettings().maximum_body_bytes + 1)
    answer = requests.post(
        f"{served.issuer}/token",
        data=iter([form]) if chunked else form,
        headers={"Content-Type": "application/x-www-form-urlencoded"},
        timeout=20,
    )
    assert answer.status_code == 413


def _read_all(connection: socket.socket) -> str:
    answer = b""
    try:
        while part := connection.recv(65_536):
            answer += part
    except ConnectionResetError:
        pass
    return answer.decode()
