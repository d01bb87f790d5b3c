"""Which variables an application finds for the header fields of a request."""

from dataclasses import dataclass, field
from typing import Any

import pytest

from idp.server.environ import EnvironMaker


@dataclass
class _Headers:
    lines: list[tuple[str, str]]

    def items(self) -> list[tuple[str, str]]:
        return self.lines


@dataclass
class _Head:
    headers: _Headers = field(default_factory=lambda: _Headers([]))
    method: str = "GET"
    scheme: str = "http"
    path: str = "/"
    query_string: str = ""
    server: str = "127.0.0.1:8000"
    client: str = "203.0.113.7:4711"
    authority: str | None = None


def _environ(*lines: tuple[str, str], **others: Any) -> dict[str, Any]:
    return EnvironMaker("127.0.0.1", 8000).make(_Head(headers=_Headers(list(lines)), **others))


def test_a_field_has_the_variable_of_its_name() -> None:
    environ = _environ(("x-forwarded-for", "198.51.100.1"), ("content-type", "text/plain"), ("content-length", "5"))
    assert environ["HTTP_X_FORWARDED_FOR"] == "198.51.100.1"
    assert (environ["CONTENT_TYPE"], environ["CONTENT_LENGTH"]) == ("text/plain", "5")


@pytest.mark.threat(92)
@pytest.mark.parametrize("before", [True, False])
@pytest.mark.parametrize(
    "name",
    ["x_forwarded_for", "x_forwarded-for", "x_forwarded_proto", "x_real_ip", "host_", "content_length", "content_type"],
)
def test_a_field_with_an_underscore_is_left_out(name: str, before: bool) -> None:
    """Trial row S6."""
    proper, alias = (name.replace("_", "-"), "198.51.100.1"), (name, "6.6.6.6")
    lines = [alias, proper] if before else [proper, alias]
    assert "6.6.6.6" not in str(_environ(*lines))
    assert "6.6.6.6" not in str(_environ(alias))


@pytest.mark.threat(92)
def test_lines_of_one_field_are_joined_in_their_order() -> None:
    """RFC 9110 5.3. Trial row S6."""
    environ = _environ(("x-forwarded-for", "6.6.6.6"), ("accept", "a"), ("x-forwarded-for", "198.51.100.1, 10.0.0.9"))
    assert environ["HTTP_X_FORWARDED_FOR"] == "6.6.6.6, 198.51.100.1, 10.0.0.9"
    assert _environ(("cookie", "a=1"), ("cookie", "b=2"))["HTTP_COOKIE"] == "a=1; b=2"


@pytest.mark.threat(92)
def test_the_host_of_an_absolute_target_goes_above_the_field() -> None:
    """RFC 9112 3.2.2."""
    assert _environ(("host", "login.example.com"))["HTTP_HOST"] == "login.example.com"
    assert _environ(("host", "login.example.com"), authority="evil.example")["HTTP_HOST"] == "evil.example"


@pytest.mark.parametrize(
    ("client", "address"), [("203.0.113.7:4711", "203.0.113.7"), ("[2001:db8::1]:4711", "2001:db8::1")]
)
def test_the_peer_s_address_comes_without_its_port(client: str, address: str) -> None:
    assert _environ(client=client)["REMOTE_ADDR"] == address


def test_a_path_is_its_bytes_a_character_each() -> None:
    assert _environ(path="/ü", query_string="q=ü")["PATH_INFO"] == "/Ã¼"
