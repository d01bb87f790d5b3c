"""Threat 20: a token made to be expensive: very long, very deep, or compressed."""

import time
import tracemalloc
import zlib

import pytest
from werkzeug.test import EnvironBuilder, TestResponse, run_wsgi_app
from werkzeug.wrappers import Request

from tests.security.forging import encode, header_of

pytestmark = [pytest.mark.threat(20), pytest.mark.usefixtures("session")]
MEGABYTE = 1024 * 1024
DEEP = b"[" * 5000 + b"]" * 5000
DEEP_MEMBER = b'{"alg":' + b"[" * 4000
ENCRYPTED = {"alg": "PBES2-HS256+A128KW", "p2c": 2**31, "enc": "A128GCM", "zip": "DEF"}
DEEP_OBJECT = b'{"a":' * 1500 + b"1" + b"}" * 1500


@pytest.fixture
def token(rp):
    return rp.obtain_tokens()["access_token"]


@pytest.fixture
def bombs(token):
    header, payload, signature = token.split(".")
    wide = encode({**header_of(token), "x": "y" * 4000})
    zipped = encode(zlib.compress(b"0" * MEGABYTE)[:3000])
    return {
        "long header": f"{encode(b'x' * MEGABYTE)}.{payload}.{signature}",
        "long payload": f"{header}.{encode(b'x' * MEGABYTE)}.{signature}",
        "long signature": f"{header}.{payload}.{encode(b'x' * MEGABYTE)}",
        "many dots": "." * MEGABYTE,
        "one letter": "a" * MEGABYTE,
        "wide header": f"{wide}.{payload}.{signature}",
        "deep header": f"{encode(DEEP)}.{payload}.{signature}"[:8000],
        "deep short header": f"{encode(DEEP[2500:7500])}.{payload}.{signature}",
        "deep object": f"{encode(DEEP_OBJECT[: len(DEEP_OBJECT) // 3])}.{payload}.{signature}",
        "deep list": f"{encode(b'[' * 4000)}.{payload}.{signature}",
        "deep in a member": f"{encode(DEEP_MEMBER)}.{payload}.{signature}",
        "zip": f"{encode({**header_of(token), 'zip': 'DEF'})}.{zipped}.{signature}",
        "encrypted": f"{encode(ENCRYPTED)}.x.x.{zipped}.x",
        "many digits": f"{encode(b'{%cexp%c:' % (34, 34) + b'9' * 5000 + b'}')}.{payload}.{signature}",
    }


def ways_in(rp, bomb):
    """Requests as they arrive: making them is no work of the provider."""
    basic = {"auth": rp.registered.basic}
    token = {"method": "POST", "data": {"token": bomb}, **basic}
    requests = [
        {"path": "/userinfo", "headers": {"Authorization": f"Bearer {bomb}"}},
        {"path": "/userinfo", "method": "POST", "data": {"access_token": bomb}},
        {"path": "/introspect", **token},
        {"path": "/revoke", **token},
        {
            "path": "/token",
            "method": "POST",
            "data": {"grant_type": "refresh_token", "refresh_token": bomb},
            **basic,
        },
        {"path": "/logout", "query_string": {"id_token_hint": bomb}},
        {"path": "/authorize", "query_string": rp.request(id_token_hint=bomb, prompt="none")},
    ]
    return [EnvironBuilder(base_url="https://id.example.test", **request).get_environ() for request in requests]


def send(rp, environ):
    body, status, headers = run_wsgi_app(rp.browser.application, environ, buffered=True)
    return TestResponse(body, status, headers, request=Request(environ))


def test_it_is_refused_at_once_and_takes_no_memory(rp, bombs, token):
    rp.userinfo(token)
    for name, bomb in bombs.items():
        for environ in ways_in(rp, bomb):
            seconds, peak, status = measure(rp, environ)
            assert status in {200, 303, 400, 401, 413, 414, 431}, (name, environ["PATH_INFO"], status)
            assert seconds < 1, (name, seconds)
            assert peak < 16 * MEGABYTE, (name, peak)


def test_none_of_them_is_a_token(rp, bombs):
    for name, bomb in bombs.items():
        answers = [send(rp, environ) for environ in ways_in(rp, bomb)[:5]]
        assert [answer.status_code for answer in answers[:2]] != [200, 200]
        for answer in (answers[0], answers[1], answers[4]):
            assert 400 <= answer.status_code < 500, name
        told = answers[2]
        assert told.status_code >= 400 or told.get_json() == {"active": False}, name


def test_a_machine_is_told_in_json_that_its_body_was_too_large(rp):
    answer = rp.post("/introspect", {"token": "x" * MEGABYTE})

    assert (answer.status_code, answer.mimetype) == (413, "application/json")
    assert answer.get_json()["error"] == "invalid_request"


@pytest.mark.parametrize("name", ["Authorization", "Cookie"])
def test_a_header_that_no_token_needs_is_refused_at_the_door(rp, name):
    """Before anybody takes it apart."""
    answer = rp.browser.application.test_client(use_cookies=False).get(
        "/userinfo", headers={name: f"Bearer {'x' * MEGABYTE}"}
    )

    assert answer.status_code == 431


def test_a_deep_claims_request_is_refused(rp):
    for depth in (900, 2000, 3900):
        claims = '{"userinfo":' + '{"a":' * depth + "1"
        response = rp.authorize(claims=claims[:8000])
        assert "error=invalid_request" in response.headers["Location"]


def measure(rp, environ):
    """Seconds, the peak of new memory in bytes, and the status."""
    began = time.perf_counter()
    tracemalloc.start()
    try:
        status = send(rp, environ).status_code
        return time.perf_counter() - began, tracemalloc.get_traced_memory()[1], status
    finally:
        tracemalloc.stop()
