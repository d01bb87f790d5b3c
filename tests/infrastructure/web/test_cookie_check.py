"""A browser that keeps no cookies is told apart from one that is here for the first time."""

import pytest
from flask import Response
from werkzeug.exceptions import HTTPException

from idp.infrastructure.web.application import Application
from idp.infrastructure.web.cookie_check import CookiesMissing, require_cookies


def asked(trial: Application, path: str, cookie: str = "", method: str = "GET") -> str:
    """What becomes of a request at a page that finds nothing of its browser."""
    with trial.test_request_context(path, method=method, headers={"Cookie": cookie} if cookie else {}):
        try:
            require_cookies()
        except CookiesMissing:
            return "told"
        except HTTPException as sent:
            assert isinstance(sent.response, Response)
            return sent.response.location
    return "goes on"


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/trial/page", "/trial/page?cookies=set"),
        ("/trial/page?a=b&a=c", "/trial/page?a=b&a=c&cookies=set"),
        ("/trial/bug/a%0D%0ASet-Cookie:x", "/trial/bug/a%0D%0ASet-Cookie%3Ax?cookies=set"),
        ("/trial/page?cookies=set", "told"),
    ],
)
def test_the_first_time_the_browser_is_given_a_cookie_and_sent_once_more(
    trial: Application, path: str, expected: str
) -> None:
    """Trial row F7."""
    assert asked(trial, path) == expected


@pytest.mark.parametrize("method", ["POST", "HEAD"])
def test_what_is_no_look_at_a_page_is_told_at_once(trial: Application, method: str) -> None:
    assert asked(trial, "/trial/page", method=method) == "told"


@pytest.mark.parametrize(
    ("cookie", "expected"),
    [
        ("__Host-idp-browser=x", "goes on"),
        ("__Host-idp-device=x", "goes on"),
        ("other=x; idp-browser=x", "/trial/page?cookies=set"),
    ],
)
def test_any_cookie_of_ours_shows_that_they_are_kept(trial: Application, cookie: str, expected: str) -> None:
    assert asked(trial, "/trial/page", cookie) == expected
