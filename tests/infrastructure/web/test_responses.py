"""A redirect is sent as it is written where that is a URI, and carries no second header in any case."""

import pytest

from tests.provisioning.pages import PageClient


@pytest.mark.parametrize(
    "uri",
    [
        "/signin/abc?other=1",
        "https://rp.example/cb?code=a%2Fb&state=%C3%BC&iss=https%3A%2F%2Fop.example#x",
        "HTTP://RP.example:8443/a/../b;c=d,e'(f)*!$",
        "com.example.app:/cb",
    ],
)
def test_a_uri_is_sent_as_it_is(browser: PageClient, uri: str) -> None:
    assert browser.get("/trial/redirect", query_string={"to": uri}).headers["Location"] == uri


@pytest.mark.parametrize(
    ("written", "sent"),
    [("/pfad/ü", "/pfad/%C3%BC"), ("https://münchen.example/", "https://xn--mnchen-3ya.example/"), ("/a b", "/a%20b")],
)
def test_what_is_none_becomes_one(browser: PageClient, written: str, sent: str) -> None:
    assert browser.get("/trial/redirect", query_string={"to": written}).headers["Location"] == sent


@pytest.mark.threat(74)
@pytest.mark.parametrize("line_break", ["\r\n", "\n", "\r", "\x0b", "\x85", "\u2028", "\0"])
def test_no_line_break_gets_into_the_header(browser: PageClient, line_break: str) -> None:
    answer = browser.get("/trial/redirect", query_string={"to": f"/a{line_break}Set-Cookie: x=y"})
    assert "Set-Cookie" not in answer.headers or "x=y" not in answer.headers["Set-Cookie"]
    assert answer.headers.get("Location", "").isprintable()
    assert answer.headers.get("Location", "").isascii()
