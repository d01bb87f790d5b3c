"""Header fields under another spelling, or in several lines, at the running server behind a trusted proxy."""

import http.client
from typing import Any
from urllib.parse import urlsplit

import orjson
import pytest
from pydantic import SecretStr

from idp.infrastructure.secrets import SecretBox
from idp.infrastructure.web.seen import PATH, seen_token
from idp.settings import KeySettings, Settings
from tests.provisioning.applications import MASTER_KEY
from tests.security.serving import Served

pytestmark = pytest.mark.threat(92)
PERSON = ("X-Forwarded-For", "198.51.100.1")


def _seen(served: Served, *lines: tuple[str, str]) -> dict[str, Any]:
    box = SecretBox.from_settings(Settings(keys=KeySettings(master_key=SecretStr(MASTER_KEY))))
    status, body = _get(served, PATH, ("Host", "localhost"), ("Authorization", f"Bearer {seen_token(box)}"), *lines)
    assert status == 200, body
    answer: dict[str, Any] = orjson.loads(body)
    return answer


def _get(served: Served, path: str, *lines: tuple[str, str]) -> tuple[int, bytes]:
    connection = http.client.HTTPConnection("127.0.0.1", urlsplit(served.issuer).port or 0, timeout=20)
    connection.putrequest("GET", path, skip_host=True)
    for name, value in lines:
        connection.putheader(name, value)
    connection.endheaders()
    answer = connection.getresponse()
    try:
        return answer.status, answer.read()
    finally:
        connection.close()


def test_what_the_proxy_says_is_believed(served: Served) -> None:
    seen = _seen(served, PERSON, ("X-Forwarded-Proto", "https"))
    assert (seen["ip"], seen["scheme"]) == ("198.51.100.1", "https")


@pytest.mark.parametrize("alias", ["X_Forwarded_For", "X_Forwarded-For", "x-forwarded_for", "X_FORWARDED_FOR"])
@pytest.mark.parametrize("order", [1, -1])
@pytest.mark.parametrize("more", [(), (("Cookie", "a=b"), ("Content-Type", "text/plain"))])
def test_an_alias_counts_for_nothing(served: Served, alias: str, order: int, more: tuple[tuple[str, str], ...]) -> None:
    """Trial row S6."""
    lines = [*more, PERSON, (alias, "6.6.6.6")][::order]
    assert _seen(served, *lines)["ip"] == "198.51.100.1"
    assert _seen(served, (alias, "6.6.6.6"))["ip"] == "127.0.0.1"


def test_an_alias_of_the_scheme_counts_for_nothing(served: Served) -> None:
    """Trial row S6."""
    assert _seen(served, PERSON, ("X_Forwarded_Proto", "https"))["scheme"] == "http"


def test_lines_are_read_as_one_list(served: Served) -> None:
    """RFC 9110 5.3; the last address is the proxy's word. Trial row S6."""
    assert _seen(served, ("X-Forwarded-For", "6.6.6.6"), PERSON)["ip"] == "198.51.100.1"
    assert _seen(served, PERSON, ("X-Forwarded-For", "127.0.0.1"))["ip"] == "198.51.100.1"
    assert _seen(served, ("X-Forwarded-Proto", "http"), ("X-Forwarded-Proto", "https"))["scheme"] == "https"


@pytest.mark.parametrize(
    "lines",
    [
        [("Host", "localhost"), ("Host", "evil.example")],
        [("Host", "evil.example"), ("Host", "localhost")],
        [("Host", "evil.example"), ("Host_", "localhost")],
    ],
)
def test_a_second_host_is_refused(served: Served, lines: list[tuple[str, str]]) -> None:
    """RFC 9112 3.2."""
    assert _get(served, "/signin", ("Host", "localhost"))[0] < 400
    assert _get(served, "/signin", *lines)[0] == 400


def test_the_host_of_an_absolute_target_is_the_one_that_counts(served: Served) -> None:
    """RFC 9112 3.2.2."""
    assert _get(served, "http://evil.example/signin", ("Host", "localhost"))[0] == 400
