"""The start page of a signed-in account: the applications and portals to go to, each with its logo or the first letter
of its name."""

import re
from collections.abc import Callable
from datetime import UTC, datetime
from html import unescape
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

import pytest

from idp.accounts.models import Account
from idp.infrastructure.ids import digest
from idp.infrastructure.web.application import Application
from idp.portals import get_portal
from idp.protocol.admission import AdmissionState
from tests.factories.accounts import create_account
from tests.factories.admissions import create_admission
from tests.factories.clients import change_client, create_client
from tests.factories.organizations import create_membership
from tests.factories.sessions import sign_in
from tests.provisioning.applications import ISSUER
from tests.provisioning.databases import Database
from tests.provisioning.pages import PageClient

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


def places(client: PageClient) -> dict[str, str]:
    """The address of each place to go to, by its name."""
    page = client.get("/").text
    found = re.findall(r'<a class="choice" href="([^"]*)">.*?<strong>(.*?)</strong>', page)
    return {name: unescape(url) for url, name in found}


@pytest.fixture
def guest(client: PageClient, database: Database) -> Account:
    account = create_account(database)
    sign_in(client, database, account)
    return account


OWN = {"initiate_login_uri": "https://shop.example.test/login", "client_uri": "https://shop.example.test/"}


def test_an_application_is_started_where_it_begins_a_sign_in(client, database, guest):
    """OpenID Connect Core 4; of the person it learns nothing before that."""
    create_client(database, client_name="Laden", **OWN)
    create_client(database, client_name="Planer", client_uri="https://planer.example.test/")

    found = places(client)

    start = urlsplit(found["Laden"])
    assert found["Laden"].startswith("https://shop.example.test/login?")
    assert dict(parse_qsl(start.query)) == {"iss": ISSUER, "target_link_uri": "https://shop.example.test/"}
    assert found["Planer"] == "https://planer.example.test/"
    assert "Beispiel-Shop" not in found, "its application stands for the portal where it lives"
    assert found["Example Forum"] == "https://forum.example.test/"


@pytest.mark.parametrize(
    "values",
    [
        {"initiate_login_uri": None, "client_uri": None},
        {"disabled_at": datetime(2025, 1, 1, tzinfo=UTC)},
        {"registration_token_hash": digest("token")},
        {"portal": "elsewhere"},
    ],
    ids=["nowhere to start it", "disabled", "registered itself", "of a portal that is gone"],
)
def test_an_application_that_can_t_be_started_is_not_listed(client, database, guest, values):
    created = create_client(database, client_name="Laden", **OWN)
    change_client(database, created, **values)
    assert "Laden" not in places(client)


def test_a_portal_that_would_refuse_the_account_is_not_listed(make_app, database):
    client = make_app(portals={"forum": {"registration": {"open": False}}}).test_client()
    create_client(database, client_name="Diskussion", portal="forum", client_uri="https://forum.example.test/")
    stranger, member = create_account(database), create_account(database)
    create_admission(database, member, "forum")
    withdrawn = create_account(database)
    create_admission(database, withdrawn, "shop", state=AdmissionState.WITHDRAWN)

    found = {}
    for account in (stranger, member, withdrawn):
        sign_in(client, database, account)
        found[account.id] = set(places(client))
    assert found[stranger.id] == {"Beispiel-Shop"}
    assert found[member.id] == {"Beispiel-Shop", "Diskussion"}
    assert found[withdrawn.id] == set()


def test_an_application_for_others_is_not_listed(client, database, guest):
    create_client(database, client_name="Rechnungen", required_rights=["billing"], **OWN)
    assert "Rechnungen" not in places(client)

    create_membership(database, guest, billing=True)
    assert "Rechnungen" in places(client)
