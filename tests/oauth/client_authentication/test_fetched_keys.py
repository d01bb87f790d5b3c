"""Keys that are fetched from a client's ``jwks_uri`` (OpenID Connect Core 1.0 10.1.1)."""

import json
import threading
from contextlib import contextmanager

import pytest

from tests.factories.assertions import Signer, key_set, make_key, register_keys
from tests.factories.clients import change_client
from tests.factories.relying_parties import answer_of, create_relying_party, machine
from tests.infrastructure.outbound_http.servers import Server, say

ISSUER = "http://localhost:9000"
pytestmark = [pytest.mark.threat(21, 23), pytest.mark.only_on("sqlite")]


@pytest.fixture
def server():
    server = Server(say(b"{}"))
    yield server
    server.close()


@pytest.fixture
def client(make_app, server):
    loopback = [f"localhost:{server.port}"]
    return make_app(
        server={"issuer": ISSUER},
        outbound={"development_loopback": loopback},
        client_registration={"access": "open"},
    ).test_client()


@pytest.fixture
def signer(database, client, server, clock) -> Signer:
    """A client whose keys the server tells."""
    rp = create_relying_party(database, client)
    signer = register_keys(database, rp, jwks_uri=f"http://localhost:{server.port}/keys")
    signer.issuer = ISSUER
    server.answer = say(key_set(signer.key).encode(), "Cache-Control: max-age=3600")
    return signer


def status(client, signer: Signer, **header: str) -> int:
    return machine(client).post("/introspect", data=signer.form(signer.sign(header))).status_code


def test_they_are_fetched_once(client, signer, server, clock):
    assert [status(client, signer) for _ in range(3)] == [200, 200, 200]
    clock.shift(61)
    assert status(client, signer) == 200
    assert server.connections == 1


def test_a_new_key_is_fetched_when_it_is_used(client, signer, server, clock):
    assert status(client, signer) == 200
    signer.key = make_key(kid="key-2")
    server.answer = say(key_set(signer.key).encode())
    clock.shift(61)

    assert status(client, signer) == 200
    assert server.connections == 2


def test_made_up_names_of_keys_do_not_have_them_fetched_at_will(client, signer, server, clock):
    status(client, signer)
    clock.shift(61)

    assert [status(client, signer, kid=f"made-up-{number}") for number in range(5)] == [401] * 5
    assert server.connections == 2


def test_a_server_that_fails_is_left_alone_for_some_seconds(client, signer, server, clock):
    right = server.answer
    server.answer = say(b"busy", status="503 Service Unavailable")
    assert [status(client, signer) for _ in range(3)] == [401] * 3
    assert server.connections == 1
    server.answer = right
    clock.shift(11)

    assert status(client, signer) == 200


@pytest.mark.parametrize("body", [b"", b"[]", b'{"keys": 7}', b'{"keys": [{"kty": "EC"}]}', b"\xff", b"[" * 60000])
def test_what_is_no_key_set_authenticates_no_one(client, signer, server, body):
    server.answer = say(body)

    assert status(client, signer) == 401


def test_a_key_that_can_not_be_read_does_not_hide_the_others(client, signer, server):
    good = signer.key.as_dict(private=False)
    odd = [{"kty": "EC"}, {**good, "key_ops": 7}, {**good, "crv": []}, {**good, "x": 1}]
    server.answer = say(json.dumps({"keys": [*odd, good]}).encode())

    assert status(client, signer) == 200


def test_a_private_key_is_not_taken(client, signer, server):
    server.answer = say(json.dumps({"keys": [signer.key.as_dict(private=True)]}).encode())

    assert status(client, signer) == 401


@pytest.mark.parametrize("uri", ["https://127.0.0.1/keys", "http://169.254.169.254/keys", "file:///etc/passwd"])
def test_no_address_within_is_fetched(database, client, signer, server, uri):
    other = register_keys(database, create_relying_party(database, client), jwks_uri=uri)

    assert status(client, other) == 401


# Servers that are slow ------------------------------------------------------------------------------------


@pytest.fixture
def slow(database, client, server):
    """A client whose server is to be slow."""
    return register_at(database, client, server, "slow")


def register_at(database, client, server, path):
    rp = create_relying_party(database, client)
    return Signer(rp, register_keys(database, rp, jwks_uri=f"http://localhost:{server.port}/{path}").key, ISSUER)


@pytest.fixture
def waiting_for(client, server):
    """``with waiting_for(signer, 3):`` so many requests wait for the key set of this client."""

    @contextmanager
    def wait(signer, number):
        usual, arrived, answered = server.answer, threading.Semaphore(0), threading.Event()

        def hold(connection):
            arrived.release()
            answered.wait(5)

        server.answer = hold
        threads = [threading.Thread(target=status, args=(client, signer)) for _ in range(number)]
        for thread in threads:
            thread.start()
            assert arrived.acquire(timeout=5)
        server.answer = usual
        try:
            yield
        finally:
            answered.set()
            for thread in threads:
                thread.join()

    return wait


@pytest.fixture
def all_places(database, client, server, slow, waiting_for):
    """``with all_places():`` no further fetch may begin."""
    other = register_at(database, client, server, "other")

    @contextmanager
    def take():
        before = server.connections
        with waiting_for(slow, 3), waiting_for(other, 1):
            yield
        assert server.connections == before + 4

    return take


def test_one_client_takes_all_places_but_one_at_most(client, signer, slow, waiting_for):
    """Four of the eight threads may wait."""
    with waiting_for(slow, 3):
        answer = machine(client).post("/introspect", data=slow.form(slow.sign()))
        assert (answer.status_code, answer.get_json()["error"]) == (503, "temporarily_unavailable")
        assert status(client, signer) == 200


def test_without_a_place_the_copy_serves_however_old(client, signer, clock, all_places):
    assert status(client, signer) == 200
    clock.shift(3601)
    with all_places():
        assert status(client, signer) == 200
        assert status(client, signer, kid="made-up") == 401


def test_a_server_that_was_not_asked_is_not_left_alone(client, signer, all_places):
    with all_places():
        assert status(client, signer) == 503

    assert status(client, signer) == 200


def test_an_answer_that_can_not_be_encrypted_for_that_is_a_page(database, client, signer, all_places):
    change_client(database, signer.rp.registered, authorization_encrypted_response_alg="ECDH-ES")
    with all_places():
        answer = signer.rp.authorize(response_mode="jwt")
    assert (answer.status_code, answer.mimetype) == (400, "text/html")


def test_a_registration_does_not_wait_either(client, server, all_places):
    document = {"redirect_uris": ["https://shop.example.test/callback"]}
    named = document | {"subject_type": "pairwise", "sector_identifier_uri": f"http://localhost:{server.port}/sector"}
    with all_places():
        answer = machine(client).post("/client-registration", json=named)
    assert (answer.status_code, answer.get_json()["error"]) == (400, "invalid_client_metadata")


def test_a_request_whose_object_waits_in_vain_comes_back_with_its_state(client, slow, waiting_for):
    with waiting_for(slow, 3):
        answer = answer_of(slow.rp.authorize(request=slow.request_object()))
    assert (answer["error"], answer["state"]) == ("temporarily_unavailable", "state-1")
