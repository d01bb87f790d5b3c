"""Security headers stand on every response."""

from collections.abc import Callable

import pytest

from idp.infrastructure.web.application import Application
from idp.infrastructure.web.headers import source_of
from tests.provisioning.pages import PageClient

EVERYWHERE = ["/trial/page", "/trial/machine", "/trial/bug", "/trial/rule", "/nowhere", "/health/live", "/%00"]


@pytest.mark.parametrize("path", EVERYWHERE)
def test_every_response_is_guarded(browser: PageClient, path: str) -> None:
    headers = browser.get(path).headers
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] in {"same-origin", "no-referrer"}
    assert headers["Strict-Transport-Security"].startswith("max-age=")
    assert "camera=()" in headers["Permissions-Policy"]
    assert "default-src 'none'" in headers["Content-Security-Policy"]


@pytest.mark.threat(38)
@pytest.mark.parametrize("path", EVERYWHERE)
def test_nothing_is_stored(browser: PageClient, path: str) -> None:
    assert browser.get(path).headers["Cache-Control"] == "no-store"


@pytest.mark.threat(41)
@pytest.mark.parametrize("path", EVERYWHERE)
def test_nothing_is_framed(browser: PageClient, path: str) -> None:
    headers = browser.get(path).headers
    assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
    assert headers["X-Frame-Options"] == "DENY"


def test_a_page_loads_from_us_alone(browser: PageClient) -> None:
    policy = browser.get("/trial/page").headers["Content-Security-Policy"]
    assert "script-src 'self';" in policy
    assert "form-action 'self';" in policy
    assert "unsafe" not in policy


def test_http_on_loopback_promises_no_https(make_trial_app: Callable[..., Application]) -> None:
    app = make_trial_app(server={"issuer": "http://localhost:8000"})
    assert "Strict-Transport-Security" not in app.test_client().get("/trial/page").headers


def test_a_relying_party_s_popup_stays_connected(browser: PageClient) -> None:
    assert browser.get("/trial/page").headers["Cross-Origin-Opener-Policy"] == "unsafe-none"


@pytest.mark.threat(100)
def test_a_form_may_end_at_the_relying_party_and_beyond(browser: PageClient) -> None:
    """Trial row F1."""
    assert "form-action" not in browser.get("/trial/onward").headers["Content-Security-Policy"]


@pytest.mark.threat(74)
@pytest.mark.parametrize(
    ("uri", "policy"),
    [
        ("https://cdn.example/logo.png", "img-src 'self' data: https://cdn.example;"),
        ("https://[::1]/logo.png", "img-src 'self' data:;"),
        ("data:image/png;base64,x", "img-src 'self' data:;"),
        ("https://a;script-src *", "img-src 'self' data:;"),
    ],
)
def test_an_image_opens_its_one_origin(browser: PageClient, uri: str, policy: str) -> None:
    answer = browser.get("/trial/image", query_string={"uri": uri})
    assert policy in answer.headers["Content-Security-Policy"]
    assert answer.text == (uri if "cdn" in uri else "none")


@pytest.mark.parametrize(
    ("uri", "source"),
    [
        ("https://rp.example/cb", "https://rp.example"),
        ("https://rp.example:8443/cb?a=b", "https://rp.example:8443"),
        ("http://127.0.0.1:5173/", "http://127.0.0.1:5173"),
        ("http://[::1]:5173/", "http:"),
        ("com.example.app:/cb", "com.example.app:"),
        ("https://a;script-src *", "https:"),
        ("https://a b/", "https:"),
        ("https://rp.example:port/", None),
        ("/cb", None),
        ("", None),
    ],
)
def test_the_source_of_a_uri(uri: str, source: str | None) -> None:
    assert source_of(uri) == source
