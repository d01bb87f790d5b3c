"""Style sheets and scripts: named by content, compressed, cached for good."""

import gzip
from collections.abc import Callable

import brotli
import pytest

from idp.infrastructure.web.assets import all_assets, asset_url
from tests.provisioning.pages import PageClient


@pytest.mark.parametrize("name", sorted(all_assets()))
def test_every_asset_is_served_at_its_address(browser: PageClient, name: str) -> None:
    answer = browser.get(asset_url(name))
    assert answer.status_code == 200
    assert answer.data == all_assets()[name].body
    assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "Set-Cookie" not in answer.headers


@pytest.mark.parametrize(
    ("name", "mime_type"),
    [
        ("theme.css", "text/css; charset=utf-8"),
        ("scripts/page.js", "text/javascript; charset=utf-8"),
        ("icon.svg", "image/svg+xml"),
    ],
)
def test_browsers_are_told_what_it_is(browser: PageClient, name: str, mime_type: str) -> None:
    assert browser.get(asset_url(name)).headers["Content-Type"] == mime_type


@pytest.mark.parametrize(
    ("accepted", "coding", "unpack"),
    [
        ("gzip, br", "br", brotli.decompress),
        ("br;q=0, gzip", "gzip", gzip.decompress),
        ("gzip", "gzip", gzip.decompress),
    ],
)
def test_it_is_compressed_for_who_takes_it(
    browser: PageClient, accepted: str, coding: str, unpack: Callable[[bytes], bytes]
) -> None:
    plain = browser.get(asset_url("theme.css"))
    packed = browser.get(asset_url("theme.css"), headers={"Accept-Encoding": accepted})
    assert packed.headers["Content-Encoding"] == coding
    assert unpack(packed.data) == plain.data
    assert "Content-Encoding" not in plain.headers
    assert packed.headers["ETag"] != plain.headers["ETag"]
    assert packed.headers["Vary"] == "Accept-Encoding"


def test_what_does_not_get_smaller_stays_as_it_is(browser: PageClient) -> None:
    assert "Content-Encoding" not in browser.get(asset_url("icon.svg"), headers={"Accept-Encoding": "gzip, br"}).headers


def test_what_the_browser_has_is_not_sent_again(browser: PageClient) -> None:
    etag = browser.get(asset_url("theme.css")).headers["ETag"]
    answer = browser.get(asset_url("theme.css"), headers={"If-None-Match": etag})
    assert (answer.status_code, answer.data) == (304, b"")


def test_an_old_page_gets_the_new_asset_for_a_while(browser: PageClient) -> None:
    answer = browser.get("/assets/0123456789abcdef/theme.css")
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "public, max-age=60"


@pytest.mark.parametrize("name", ["no.css", "../app.py", "..%2fapp.py", "scripts/", "/etc/passwd"])
def test_there_is_nothing_else(browser: PageClient, name: str) -> None:
    assert browser.get(f"/assets/x/{name}").status_code == 404


def test_a_wrong_name_in_a_template_is_found() -> None:
    with pytest.raises(KeyError):
        asset_url("no.css")
