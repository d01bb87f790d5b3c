"""The start page of a signed-in account: the portals to go to, each with its logo or the first letter of its name."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from idp.infrastructure.web.application import Application
from idp.portals import get_portal
from tests.factories.accounts import create_account
from tests.factories.sessions import sign_in
from tests.provisioning.databases import Database

SVG = '<svg xmlns="http://www.w3.org/2000/svg"/>'
Home = Callable[..., tuple[Application, str, str]]


@pytest.fixture
def home(make_app: Callable[..., Application], database: Database, tmp_path: Path) -> Home:
    """``home("logo", "logo_dark")``: the application whose shop has these logos, and the links to the shop and to the
    forum, which has none."""

    def open_home(*logos: str) -> tuple[Application, str, str]:
        files = {name: tmp_path / f"{name}.svg" for name in logos}
        for file in files.values():
            file.write_text(SVG)
        app = make_app(own=True, portals={"shop": {"brand": {name: str(file) for name, file in files.items()}}})
        client = app.test_client()
        sign_in(client, database, create_account(database))
        shop, forum = re.findall(r'<a class="choice".*?</a>', client.get("/").text)
        return app, shop, forum

    return open_home


def test_each_portal_is_reached_and_named(home: Home) -> None:
    _, shop, forum = home()
    assert 'href="https://shop.example.test/"' in shop
    assert "<strong>Beispiel-Shop</strong>" in shop
    assert ">shop.example.test<" in shop
    assert "<strong>Example Forum</strong>" in forum


def test_a_portal_is_shown_by_its_logo(home: Home) -> None:
    app, shop, forum = home("logo")
    with app.app_context():
        logo = get_portal("shop").brand.logo_url
    assert f'<img src="{logo}" alt="">' in shop
    assert "<picture>" not in shop
    assert "<img" not in forum


def test_in_dark_mode_a_portal_is_shown_by_its_dark_logo(home: Home) -> None:
    app, shop, _ = home("logo", "logo_dark")
    with app.app_context():
        dark = get_portal("shop").brand.logo_dark_url
    assert f'<source srcset="{dark}" media="(prefers-color-scheme: dark)">' in shop


def test_a_portal_without_a_logo_is_shown_by_a_letter(home: Home) -> None:
    _, shop, _ = home()
    assert "<img" not in shop
    assert re.search(r'aria-hidden="true">B<', shop)
