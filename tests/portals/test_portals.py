"""Portals: their names, style sheets and logos."""

import base64
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from idp.infrastructure.web.application import Application
from idp.portals import all_portals, current_portal, get_portal
from idp.settings import SettingsError

SVG = '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)

pytestmark = pytest.mark.only_on("sqlite")


@pytest.fixture
def with_logo(make_app: Callable[..., Application], tmp_path: Path) -> Callable[[str, bytes], Application]:
    """An application whose shop has this file as its logo."""

    def make(name: str, content: bytes) -> Application:
        (tmp_path / name).write_bytes(content)
        return make_app(own=True, portals={"shop": {"brand": {"logo": str(tmp_path / name)}}})

    return make


def test_portals_come_from_the_settings(app: Application) -> None:
    with app.app_context():
        assert list(all_portals()) == ["shop", "forum"]
        assert get_portal("forum").name == "Example Forum"


def test_a_portal_that_is_gone_is_the_default_one(app: Application) -> None:
    with app.app_context():
        assert get_portal("closed").key == "shop"


def test_a_page_without_a_portal_is_the_default_one_s(app: Application) -> None:
    with app.test_request_context():
        assert current_portal().key == "shop"


def test_the_style_sheet_carries_the_colours(make_app: Callable[..., Application]) -> None:
    app = make_app(portals={"shop": {"brand": {"accent": "#ffd400"}}})
    with app.app_context():
        url = get_portal("shop").brand.theme_url
    answer = app.test_client().get(url)
    text = answer.get_data(as_text=True)
    assert answer.headers["Content-Type"] == "text/css; charset=utf-8"
    assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert "--accent: #ffd400;" in text
    assert "--on-accent: #10142e;" in text


def test_a_page_names_the_style_sheet_it_gets(app: Application) -> None:
    with app.app_context():
        url = get_portal("shop").brand.theme_url
    assert f'href="{url}"' in app.test_client().get("/nowhere").get_data(as_text=True)


@pytest.mark.parametrize("path", ["/portals/closed/x/theme.css", "/portals/closed/x/logo", "/portals/shop/x/logo"])
def test_what_a_portal_does_not_have_is_not_found(app: Application, path: str) -> None:
    assert app.test_client().get(path).status_code == 404


@pytest.mark.parametrize(
    ("name", "content", "kind"), [("a.svg", SVG.encode(), "image/svg+xml"), ("a", PNG, "image/png")]
)
def test_a_logo_is_sent_and_can_do_nothing(
    with_logo: Callable[[str, bytes], Application], name: str, content: bytes, kind: str
) -> None:
    app = with_logo(name, content)
    with app.app_context():
        url = get_portal("shop").brand.logo_url
    assert url is not None
    answer = app.test_client().get(url)
    assert (answer.data, answer.headers["Content-Type"]) == (content, kind)
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("a.svg", b"<html>", "neither an SVG nor a PNG"),
        ("a.png", b"<svg></svg>", "neither an SVG nor a PNG"),
        ("a.png", PNG + b"x" * 300_000, "larger than"),
    ],
)
def test_a_logo_that_is_none_stops_the_start(
    with_logo: Callable[[str, bytes], Application], name: str, content: bytes, reason: str
) -> None:
    with pytest.raises(SettingsError, match=reason):
        with_logo(name, content)


def test_a_logo_that_is_missing_stops_the_start(make_app: Callable[..., Application], tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="can't be read"):
        make_app(own=True, portals={"shop": {"brand": {"logo": str(tmp_path / "none.svg")}}})


@pytest.fixture
def with_pictures(make_app: Callable[..., Application], tmp_path: Path) -> Application:
    """An application whose shop shows where the customer number and a field of its own stand, by language."""
    (tmp_path / "de.svg").write_bytes(SVG.encode())
    (tmp_path / "en.png").write_bytes(PNG)
    picture = {"de": str(tmp_path / "de.svg"), "en": str(tmp_path / "en.png")}
    shown = {"help": {"de": "Auf der Rechnung.", "en": "On the bill."}, "picture": picture}
    registration = {
        "pages": [["name", "email", "password", "evidence", "profile"]],
        "evidence": {"customer_number": shown},
        "fields": {"meter": shown | {"label": {"de": "Zähler", "en": "Meter"}}},
    }
    portals = {"shop": {"customer_register": "netz", "registration": registration}}
    return make_app(own=True, registers={"netz": {}}, portals=portals)


@pytest.mark.parametrize(("language", "kind"), [("de", "image/svg+xml"), ("en", "image/png")])
@pytest.mark.parametrize("field", ["evidence_customer_number", "profile_meter"])
def test_a_picture_stands_beside_its_field_in_the_language_of_the_page(
    with_pictures: Application, field: str, language: str, kind: str
) -> None:
    """Issue 11, 1."""
    client = with_pictures.test_client()
    page = client.get("/register", headers={"Accept-Language": language}).get_data(as_text=True)
    [url] = re.findall(rf'<img class="field-picture" src="([^"]*/fields/{field}/[a-z]+)" alt=""', page)
    answer = client.get(url)
    assert answer.headers["Content-Type"] == kind
    assert "sandbox" in answer.headers["Content-Security-Policy"]


def test_a_picture_that_is_none_is_not_found(with_pictures: Application) -> None:
    assert with_pictures.test_client().get("/portals/shop/x/fields/evidence_postcode/de").status_code == 404
