"""The guarded client against servers that redirect, stall, lie, and change their address."""

import gzip
import socket
import time
from collections.abc import Callable
from ipaddress import IPv4Address, ip_address
from threading import Event

import pytest

from idp.infrastructure.outbound_http import OutboundClient, OutboundError, OutboundFailed, OutboundRefused
from idp.infrastructure.outbound_http.policies import ClientUrlPolicy
from tests.infrastructure.outbound_http.servers import Authority, Server, say

pytestmark = pytest.mark.threat(23)

Serve = Callable[..., Server]
ClientFor = Callable[..., OutboundClient]
LOOPBACK = IPv4Address("127.0.0.1")
HEAD = b"HTTP/1.1 200 OK\r\n"


def resolving_to(*addresses: str) -> Callable[[str, int], list]:
    return lambda _host, _port: [ip_address(address) for address in addresses]


def test_a_document_is_fetched(serve: Serve, client_for: ClientFor) -> None:
    server = serve(say(b"{}", "Content-Type: application/json"))
    url = f"http://keys.test:{server.port}/jwks?tenant=1"
    response = client_for(url).get(url)
    assert (response.status, response.headers["content-type"], response.body) == (200, "application/json", b"{}")
    assert server.received[0].splitlines()[0] == "GET /jwks?tenant=1 HTTP/1.1"
    assert f"Host: keys.test:{server.port}" in server.received[0]


def test_a_body_is_posted(serve: Serve, client_for: ClientFor) -> None:
    server = serve(say(b"", status="204 No Content"))
    url = f"http://rp.test:{server.port}/logout"
    response = client_for(url).post(url, b"logout_token=a.b.c", {"Content-Type": "application/x-www-form-urlencoded"})
    assert response.status == 204
    assert server.received[0].startswith("POST /logout HTTP/1.1")
    assert "Content-Length: 18" in server.received[0]


def test_a_redirect_is_an_answer_like_any_other(serve: Serve, client_for: ClientFor) -> None:
    inner = serve(say(b"secret"))
    outer = serve(say(b"", f"Location: http://127.0.0.1:{inner.port}/", status="302 Found"))
    url = f"http://keys.test:{outer.port}/"
    assert client_for(url).get(url).status == 302
    assert inner.connections == 0


@pytest.mark.parametrize("address", ["127.0.0.1", "10.0.0.1", "169.254.169.254", "::1", "::ffff:127.0.0.1"])
def test_a_name_at_an_internal_address_is_refused(address: str) -> None:
    client = OutboundClient(ClientUrlPolicy(), resolver=resolving_to(address))
    with pytest.raises(OutboundRefused, match=r"rp\.example is at no address that may be reached"):
        client.get("https://rp.example/")


def test_one_internal_address_among_public_ones_refuses_all() -> None:
    client = OutboundClient(ClientUrlPolicy(), resolver=resolving_to("93.184.215.14", "127.0.0.1"))
    with pytest.raises(OutboundRefused):
        client.get("https://rp.example/")


@pytest.mark.parametrize("host", ["127.0.0.1", "127.1", "2130706433", "0x7f.0.0.1", "0177.0.0.1", "0", "[::1]"])
def test_an_internal_address_written_otherwise_is_refused(host: str) -> None:
    """By the system's own resolver, which reads all of these."""
    with pytest.raises(OutboundError):
        OutboundClient(ClientUrlPolicy()).get(f"https://{host}/")


def test_the_name_is_resolved_once_and_that_address_connected_to(serve: Serve, client_for: ClientFor) -> None:
    server = serve(say(b"{}"))
    url = f"http://rebinding.test:{server.port}/"
    answers = [[LOOPBACK], [ip_address("192.0.2.1")]]
    client = client_for(url, resolver=lambda _host, _port: answers.pop(0))
    assert client.get(url).body == b"{}"
    assert len(answers) == 1


def test_the_next_address_is_tried_where_one_does_not_accept(serve: Serve, client_for: ClientFor) -> None:
    server = serve(say(b"{}"))
    url = f"http://keys.test:{server.port}/"
    assert client_for(url, resolver=resolving_to("127.0.0.2", "127.0.0.1")).get(url).body == b"{}"


def test_plain_http_is_refused_for_clients_urls() -> None:
    with pytest.raises(OutboundRefused, match="no target"):
        OutboundClient(ClientUrlPolicy(), resolver=resolving_to("93.184.215.14")).get("http://rp.example/")


def test_the_certificate_must_be_for_the_host(serve: Serve, client_for: ClientFor, authority: Authority) -> None:
    server = serve(say(b"{}"), tls=authority.server_tls)
    right, wrong = f"https://keys.test:{server.port}/", f"https://other.test:{server.port}/"
    assert client_for(right, tls=lambda: authority.client_tls).get(right).body == b"{}"
    with pytest.raises(OutboundFailed, match="Hostname mismatch"):
        client_for(wrong, tls=lambda: authority.client_tls).get(wrong)
    assert len(server.received) == 1


def test_an_unknown_authority_is_refused(serve: Serve, client_for: ClientFor, authority: Authority) -> None:
    server = serve(say(b"{}"), tls=authority.server_tls)
    url = f"https://keys.test:{server.port}/"
    with pytest.raises(OutboundFailed, match="self-signed certificate"):
        client_for(url).get(url)
    assert server.received == []


def test_a_body_of_the_allowed_size_is_read_and_no_larger_one(serve: Serve, client_for: ClientFor) -> None:
    server = serve(say(b"x" * 1000))
    url = f"http://keys.test:{server.port}/"
    assert len(client_for(url, largest_body=1000).get(url).body) == 1000
    with pytest.raises(OutboundFailed, match="more than 999 bytes"):
        client_for(url, largest_body=999).get(url)


def test_a_body_without_a_length_is_cut_off_too(serve: Serve, client_for: ClientFor) -> None:
    def flood(connection: socket.socket) -> None:
        connection.sendall(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
        while True:
            connection.sendall(b"400\r\n" + b"x" * 1024 + b"\r\n")

    url = f"http://keys.test:{serve(flood).port}/"
    with pytest.raises(OutboundFailed, match="more than 1000 bytes"):
        client_for(url).get(url)


def test_a_compressed_body_is_not_unpacked(serve: Serve, client_for: ClientFor) -> None:
    server = serve(say(gzip.compress(b"0" * 500_000), "Content-Encoding: gzip"))
    url = f"http://keys.test:{server.port}/"
    with pytest.raises(OutboundFailed, match="compressed"):
        client_for(url).get(url)
    assert "Accept-Encoding: identity" in server.received[0]


@pytest.mark.parametrize("head", [b"HTTP/1.0 200 OK\r\n", HEAD + b"Connection: close\r\n"])
def test_a_body_ends_with_the_connection_where_the_server_says_so(
    serve: Serve, client_for: ClientFor, head: bytes
) -> None:
    server = serve(lambda connection: connection.sendall(head + b"\r\n{}"))
    url = f"http://keys.test:{server.port}/"
    assert client_for(url).get(url).body == b"{}"


def test_a_cut_body_is_no_document(serve: Serve, client_for: ClientFor) -> None:
    server = serve(say(b'{"keys": []}', "Content-Length: 400"))
    url = f"http://keys.test:{server.port}/"
    with pytest.raises(OutboundFailed, match="cut"):
        client_for(url).get(url)


@pytest.mark.parametrize("sent", [b"", HEAD + b"X-Slow: ", HEAD + b"Content-Length: 500\r\n\r\n"])
def test_slow_bytes_end_at_the_deadline(serve: Serve, client_for: ClientFor, sent: bytes) -> None:
    """Each byte comes within a socket's timeout; all of them together take too long."""

    is_sent = Event()

    def drip(connection: socket.socket) -> None:
        connection.sendall(sent)
        for _ in range(100):
            time.sleep(0.05)
            connection.sendall(b"x")
        is_sent.set()

    url = f"http://keys.test:{serve(drip).port}/"
    with pytest.raises(OutboundFailed):
        client_for(url, seconds=0.4).get(url)
    assert not is_sent.is_set()


def test_a_silent_tls_handshake_ends_at_the_deadline(serve: Serve, client_for: ClientFor) -> None:
    is_over = Event()

    def hold(_: socket.socket) -> None:
        time.sleep(3)
        is_over.set()

    url = f"https://keys.test:{serve(hold).port}/"
    with pytest.raises(OutboundFailed):
        client_for(url, seconds=0.4).get(url)
    assert not is_over.is_set()


def test_a_slow_resolver_ends_at_the_deadline(client_for: ClientFor) -> None:
    url, has_answered = "http://keys.test/", Event()

    def resolve(*_: object) -> list[IPv4Address]:
        time.sleep(3)
        has_answered.set()
        return [LOOPBACK]

    with pytest.raises(OutboundFailed, match="too long"):
        client_for(url, seconds=0.2, resolver=resolve).get(url)
    assert not has_answered.is_set()


@pytest.mark.parametrize("answer", [b"", b"\x00\xff", b"SSH-2.0-OpenSSH_9.2\r\n", HEAD + b"A: b\r\n" * 200])
def test_what_is_no_http_is_a_failure(serve: Serve, client_for: ClientFor, answer: bytes) -> None:
    url = f"http://keys.test:{serve(lambda connection: connection.sendall(answer)).port}/"
    with pytest.raises(OutboundFailed):
        client_for(url).get(url)


def test_a_name_that_nothing_is_known_of_is_a_failure(client_for: ClientFor) -> None:
    def unknown(_host: str, _port: int) -> list:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    with pytest.raises(OutboundFailed, match=r"keys\.test can't be resolved"):
        client_for("http://keys.test/", resolver=unknown).get("http://keys.test/")


def test_nothing_of_the_environment_is_used(
    serve: Serve, client_for: ClientFor, monkeypatch: pytest.MonkeyPatch, tmp_path
) -> None:
    """Neither proxies nor credentials, and no cookies from one request to the next."""
    proxy, server = serve(say(b"proxied")), serve(say(b"{}", "Set-Cookie: seen=1"))
    (tmp_path / ".netrc").write_text("machine keys.test login ada password secret\n")
    monkeypatch.setenv("HOME", str(tmp_path))
    for name in ("http_proxy", "HTTP_PROXY", "https_proxy", "all_proxy"):
        monkeypatch.setenv(name, f"http://127.0.0.1:{proxy.port}")
    url = f"http://keys.test:{server.port}/"
    client = client_for(url)
    client.get(url)
    client.get(url)
    assert proxy.connections == 0
    assert "Cookie" not in server.received[1]
    assert "Authorization" not in server.received[1]
    assert "User-Agent: Einlass" in server.received[1]


def test_headers_of_a_caller_can_carry_no_line_break(serve: Serve, client_for: ClientFor) -> None:
    server = serve(say(b"{}"))
    url = f"http://keys.test:{server.port}/"
    with pytest.raises(ValueError, match="Invalid header value"):
        client_for(url).get(url, {"X-Note": "a\r\nHost: elsewhere"})
    assert server.received == []
