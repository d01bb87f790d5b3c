"""Fetched documents are kept as long as their server says, within bounds."""

from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine

from idp.infrastructure.outbound_http import (
    DocumentCache,
    OutboundClient,
    OutboundFailed,
    VersionedDocuments,
    documents,
)
from idp.infrastructure.outbound_http.documents import keep_for
from tests.infrastructure.outbound_http.servers import Server, say

Serve = Callable[..., Server]
ClientFor = Callable[..., OutboundClient]


def cache_for(client_for: ClientFor, server: Server) -> tuple[DocumentCache, str]:
    url = f"http://keys.test:{server.port}/"
    return DocumentCache(client_for(url)), url


def test_a_document_is_fetched_again_when_its_age_is_over(
    serve: Serve, client_for: ClientFor, clock: time_machine.Traveller
) -> None:
    server = serve(say(b"old", "Cache-Control: public, max-age=300"))
    cache, url = cache_for(client_for, server)
    assert cache.get(url) == b"old"
    server.answer = say(b"new")
    clock.shift(299)
    assert cache.get(url) == b"old"
    clock.shift(1)
    assert cache.get(url) == b"new"
    assert server.connections == 2


@pytest.mark.parametrize(
    ("told", "kept"),
    [
        ("max-age=3600", timedelta(hours=1)),
        ("public, Max-Age=3600, must-revalidate", timedelta(hours=1)),
        ("max-age=0", timedelta(minutes=1)),
        ("no-store", timedelta(minutes=10)),
        ("max-age=31536000", timedelta(days=1)),
        ("max-age=99999999999999", timedelta(minutes=10)),
        ("max-age=-1", timedelta(minutes=10)),
        ("s-max-age=5", timedelta(minutes=10)),
        ("", timedelta(minutes=10)),
    ],
)
def test_the_age_is_honoured_within_a_minute_and_a_day(told: str, kept: timedelta) -> None:
    assert keep_for(told) == kept


def test_a_failure_is_no_document_and_not_kept_for_long(
    serve: Serve, client_for: ClientFor, clock: time_machine.Traveller
) -> None:
    server = serve(say(b"busy", status="503 Service Unavailable"))
    cache, url = cache_for(client_for, server)
    for _ in range(2):
        with pytest.raises(OutboundFailed, match="status 503"):
            cache.get(url)
    assert server.connections == 1
    server.answer = say(b"{}")
    clock.shift(10)
    assert cache.get(url) == b"{}"


def test_a_copy_of_the_last_minute_is_not_fetched_anew(
    serve: Serve, client_for: ClientFor, clock: time_machine.Traveller
) -> None:
    server = serve(say(b"old", "Cache-Control: max-age=3600"))
    cache, url = cache_for(client_for, server)
    assert cache.get(url) == b"old"
    server.answer = say(b"new")
    clock.shift(59)
    assert cache.get_anew(url) == b"old"
    clock.shift(1)
    assert cache.get_anew(url) == b"new"
    assert cache.get(url) == b"new"


def test_the_ones_asked_for_last_stay(serve: Serve, client_for: ClientFor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(documents, "MOST_DOCUMENTS", 2)
    server = serve(say(b"{}"))
    cache, url = cache_for(client_for, server)
    for name in ("a", "b", "a", "c", "a"):
        cache.get(url + name)
    assert server.connections == 3
    cache.get(url + "b")
    assert server.connections == 4


def test_what_a_fragment_names_is_kept_whatever_its_server_says(
    serve: Serve, client_for: ClientFor, clock: time_machine.Traveller
) -> None:
    server = serve(say(b"one", "Cache-Control: no-store, max-age=0"))
    address = f"http://keys.test:{server.port}/"
    cache = VersionedDocuments(client_for(address))
    assert cache.get(f"{address}#1") == b"one"
    server.answer = say(b"two")
    clock.shift(86_399)
    assert (cache.get(f"{address}#1"), cache.get(f"{address}#2")) == (b"one", b"two")
    assert "#" not in "".join(server.received)
