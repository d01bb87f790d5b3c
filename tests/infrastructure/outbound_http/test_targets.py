"""A URL is parsed once, into just what is sent, or refused."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from idp.infrastructure.outbound_http.errors import OutboundRefused
from idp.infrastructure.outbound_http.targets import Target, parse_target

pytestmark = pytest.mark.threat(23)


@pytest.mark.parametrize(
    ("url", "target"),
    [
        ("https://rp.example.com/jwks.json", Target("https", "rp.example.com", 443, "/jwks.json")),
        ("https://RP.example.com:8443", Target("https", "rp.example.com", 8443, "/")),
        ("http://localhost:9000/a?b=c%20d", Target("http", "localhost", 9000, "/a?b=c%20d")),
        ("https://[2001:DB8:0::1]/", Target("https", "2001:db8::1", 443, "/")),
        ("https://xn--mller-kva.example/", Target("https", "xn--mller-kva.example", 443, "/")),
    ],
)
def test_what_is_sent_follows_from_the_url(url: str, target: Target) -> None:
    assert parse_target(url) == target


@pytest.mark.parametrize(
    "url",
    [
        *("", "rp.example.com", "//rp.example.com/", "/path", "file:///etc/passwd", "ftp://rp.example.com/"),
        *("gopher://rp.example.com/", "unix:/run/docker.sock", "javascript:alert(1)", "https://", "https:///a"),
        *("https://user@rp.example.com/", "https://user:pw@rp.example.com/", "https://@rp.example.com/"),
        *("https://rp.example.com\\@127.0.0.1/", "https://rp.example.com#@127.0.0.1/", "https://rp.example.com/#a"),
        *("https://rp.example.com:0/", "https://rp.example.com:99999/", "https://rp.example.com:http/"),
        *(
            "https://rp.example.com/a b",
            "https://rp.example.com/\r\nHost: x",
            "https://rp.example.com/\t",
            " https://a/",
        ),
        *(
            "https://müller.example/",
            "https://１２７.0.0.1/",
            "https://rp%2eexample.com/",
            "https://[::1",
            "https://[v1.a]/",
        ),
        *("https://[fe80::1%25eth0]/", "https://[fe80::1%eth0]/", "https://[127.0.0.1]/", "https://a:b:c/"),
    ],
)
def test_other_urls_are_refused(url: str) -> None:
    with pytest.raises(OutboundRefused):
        parse_target(url)


@given(st.text() | st.text(alphabet="htps:/[]@%#?&.0123456789abf\\\r\n").map(lambda rest: f"https://{rest}"))
def test_any_text_is_a_target_without_control_characters_or_refused(url: str) -> None:
    try:
        target = parse_target(url)
    except OutboundRefused:
        return
    assert f"{target.host}{target.path}".isascii()
    assert f"{target.host}{target.path}".isprintable()
    assert target.path.startswith("/") or "?" in target.path
