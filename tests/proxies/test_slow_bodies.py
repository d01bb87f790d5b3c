"""Bodies that come slowly, behind each proxy that the documentation has a block for: the proxy waits for them."""

import time
from collections.abc import Iterator

import pytest

from tests.proxies.front import Front

pytestmark = pytest.mark.only_on("sqlite")
HALF_BYTES = 20_000
PAUSE_SECONDS = 3


def slow_body() -> Iterator[bytes]:
    yield b"." * HALF_BYTES
    time.sleep(PAUSE_SECONDS)
    yield b"." * HALF_BYTES


def test_a_slow_body_is_held_until_it_is_whole(proxied: Front) -> None:
    """More than Apache reads ahead by itself.

    Trial row S2.
    """
    facts = proxied.seen("127.0.0.5", {"Content-Length": str(2 * HALF_BYTES)}, slow_body())
    assert facts["body_took"] < PAUSE_SECONDS / 2
