"""Requests whose object is fetched from a registered address (OpenID Connect Core 6.2, RFC 9101 5.2.2)."""

import threading
from base64 import urlsafe_b64encode
from hashlib import sha256

import pytest

from tests.factories.assertions import Signer, key_set, make_key
from tests.factories.clients import REDIRECT_URI, change_client
from tests.factories.relying_parties import answer_of, create_relying_party
from tests.infrastructure.outbound_http.servers import Server, say
from tests.oauth.test_request_objects import unsigned

ISSUER = "http://localhost:8000"
pytestmark = [pytest.mark.only_on("sqlite"), pytest.mark.usefixtures("session")]


@pytest.fixture(scope="module")
def running_server():
    """At an address that stays the same, so that the application that may reach it is built once."""
    server = Server(say(b""))
    yield server
    server.close()


@pytest.fixture
def server(running_server):
    running_server.connections = 0
    return running_server


@pytest.fixture
def app(make_app, server):
    return make_app(own=True, **reaching(server))


def reaching(server):
    return {"server": {"issuer": ISSUER}, "outbound": {"development_loopback": [f"localhost:{server.port}"]}}


@pytest.fixture
def uri(server):
    return f"http://localhost:{server.port}/object"


@pytest.fixture
def signer(rp, database, uri):
    """A client with a key, and with this address."""
    key = make_key()
    change_client(database, rp.registered, jwks=key_set(key), request_uris=[uri])
    return Signer(rp, key, ISSUER)


def ask(rp, uri, **beside):
    """The answer to a request that is nothing but the address."""
    named = {"client_id": rp.client_id, "request_uri": uri, **beside}
    return answer_of(rp.browser.get("/authorize", query_string=named))


def version_of(content):
    return urlsafe_b64encode(sha256(content).digest()).rstrip(b"=").decode()


def test_a_signed_object_is_fetched_once_for_a_request(signer, server, uri, capsys):
    """oidcc-request-uri-signed-rs256. By the view: nothing is fetched ahead of Flask, where a failure is logged."""
    server.answer = say(f"{signer.request_object(state='inside')}\n".encode())

    answer = ask(signer.rp, uri)

    assert answer["state"] == "inside"
    assert signer.rp.redeem(answer["code"]).status_code == 200
    assert "no early answer" not in capsys.readouterr().err
    assert server.connections == 1


def test_an_unsigned_object_of_a_client_that_cannot_sign(rp, database, server, uri):
    """oidcc-request-uri-unsigned; merged with what is sent beside it (Core 6.2.1)."""
    change_client(database, rp.registered, request_uris=[uri], request_object_signing_alg="none")
    server.answer = say(unsigned(state="inside").encode())

    answer = answer_of(rp.authorize(request_uri=uri))

    assert (answer["state"], "code" in answer) == ("inside", True)


def test_without_a_fragment_each_request_is_what_stands_there_now(signer, server, uri):
    for state in ("one", "two"):
        server.answer = say(signer.request_object(state=state).encode(), "Cache-Control: max-age=3600")
        assert ask(signer.rp, uri)["state"] == state


def test_what_a_fragment_names_is_fetched_once(signer, database, server, uri):
    """Core 6.2: another fragment says that the content is another one."""
    contents = [signer.request_object(state=state).encode() for state in ("one", "two")]
    versions = [f"{uri}#{version_of(content)}" for content in contents]
    change_client(database, signer.rp.registered, request_uris=versions)

    for content, version, state in zip(contents, versions, ("one", "two"), strict=True):
        server.answer = say(content, "Cache-Control: no-store")
        assert [ask(signer.rp, version)["state"] for _ in range(3)] == [state] * 3
    assert server.connections == 2
    assert ask(signer.rp, versions[0])["state"] == "one"


@pytest.mark.threat(22)
def test_another_content_than_the_fragment_names_is_refused(signer, database, server, uri):
    version = f"{uri}#{version_of(b'another')}"
    change_client(database, signer.rp.registered, request_uris=[version])
    server.answer = say(signer.request_object().encode())

    assert answer_of(signer.rp.authorize(request_uri=version))["error"] == "invalid_request_uri"


@pytest.mark.threat(22)
@pytest.mark.parametrize("change", ["/other", "?x=1", "#version"])
def test_what_is_not_registered_is_not_fetched(signer, server, uri, change):
    answer = answer_of(signer.rp.authorize(request_uri=uri + change))

    assert (answer["error"], answer["state"]) == ("invalid_request_uri", "state-1")
    assert server.connections == 0


def test_a_client_without_any_is_told_that_it_has_none(rp, database, server, uri):
    assert answer_of(rp.authorize(request_uri=uri))["error"] == "request_uri_not_supported"
    change_client(database, rp.registered, request_uris=[uri], require_pushed_authorization_requests=True)
    assert answer_of(rp.authorize(request_uri=uri))["error"] == "request_uri_not_supported"
    assert server.connections == 0


def test_an_object_and_an_address_are_too_much(signer, server, uri):
    """Core 6.1."""
    both = signer.rp.authorize(request_uri=uri, request=signer.request_object())
    assert answer_of(both)["error"] == "invalid_request"
    assert server.connections == 0


def test_it_can_not_be_pushed(signer, server, uri):
    """RFC 9126 2.1."""
    assert signer.rp.push(request_uri=uri).get_json()["error"] == "invalid_request"
    assert server.connections == 0


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (say(b"gone", status="404 Not Found"), "invalid_request_uri"),
        (say(b"", "Location: /other", status="302 Found"), "invalid_request_uri"),
        (say(b"x" * 100_000), "invalid_request_uri"),
        (say(b"x.y.z"), "invalid_request_object"),
        (say("\N{SNOWMAN}".encode()), "invalid_request_object"),
        (say(b"\xff"), "invalid_request_object"),
        (say(b""), "invalid_request_object"),
    ],
)
def test_what_gives_no_object_is_refused_where_the_request_says(signer, server, uri, answer, error):
    server.answer = answer

    there = answer_of(signer.rp.authorize(request_uri=uri, response_mode="fragment"))

    assert (there["error"], there["state"], server.connections) == (error, "state-1", 1)
    named = {"client_id": signer.rp.client_id, "request_uri": uri}
    page = signer.rp.browser.get("/authorize", query_string=named)
    assert (page.status_code, "unvollständig oder ungültig" in page.text) == (400, True)


def test_a_server_that_failed_is_left_alone(signer, server, uri):
    server.answer = say(b"", status="500 Internal Server Error")
    for _ in range(3):
        assert answer_of(signer.rp.authorize(request_uri=uri))["error"] == "invalid_request_uri"
    assert server.connections == 1


@pytest.mark.threat(23)
def test_slow_servers_keep_few_threads_waiting(signer, server, uri, database, client):
    """Two for a client, and four of eight for all clients together."""
    other, third = (create_relying_party(database, client, request_uris=[f"{uri}/{name}"]) for name in ("b", "c"))
    arrived, answered = threading.Semaphore(0), threading.Event()
    content = say(signer.request_object().encode())

    def wait(connection):
        arrived.release()
        answered.wait(5)
        content(connection)

    def start(rp, address):
        server.answer = wait
        threads = [threading.Thread(target=rp.authorize, kwargs={"request_uri": address}) for _ in range(2)]
        for thread in threads:
            thread.start()
            assert arrived.acquire(timeout=5)
        server.answer = say(b"", status="404 Not Found")
        return threads

    def error_of(rp, address):
        return answer_of(rp.authorize(request_uri=address))["error"]

    threads = start(signer.rp, uri)
    try:
        assert error_of(signer.rp, uri) == "temporarily_unavailable"
        assert error_of(third, f"{uri}/c") == "invalid_request_uri"
        threads += start(other, f"{uri}/b")
        assert error_of(third, f"{uri}/c") == "temporarily_unavailable"
    finally:
        answered.set()
        for thread in threads:
            thread.join()
    server.answer = content
    assert "code" in ask(signer.rp, uri)


@pytest.mark.threat(23)
@pytest.mark.parametrize("is_kept", [False, True])
def test_a_network_has_as_many_fetched_as_it_begins_sign_ins(make_app, database, server, uri, is_kept):
    app = make_app(own=True, throttle={"form_requests_per_minute": 5}, **reaching(server))
    content = unsigned(prompt="none").encode()
    address = f"{uri}#{version_of(content)}" if is_kept else uri
    rp = create_relying_party(database, app.test_client(), request_uris=[address], request_object_signing_alg="none")
    server.answer = say(content)

    errors = [answer_of(rp.authorize(request_uri=address))["error"] for _ in range(6)]

    assert errors[:5] == ["login_required"] * 5
    assert (errors[5], server.connections) == (("login_required", 1) if is_kept else ("temporarily_unavailable", 5))


@pytest.mark.threat(23)
@pytest.mark.parametrize("address", ["http://169.254.169.254/object", "https://127.0.0.1/object"])
def test_no_address_within_is_reached(signer, database, address):
    change_client(database, signer.rp.registered, request_uris=[address])
    assert answer_of(signer.rp.authorize(request_uri=address))["error"] == "invalid_request_uri"
    assert REDIRECT_URI in signer.rp.authorize(request_uri=address).location
