"""A portal is one section of the settings: nothing else is touched."""

from collections.abc import Callable
from typing import Any

import pytest

from idp.infrastructure.web.application import Application
from tests.factories.accounts import PASSWORD, create_account
from tests.factories.relying_parties import create_relying_party
from tests.factories.sign_in_pages import follow_sign_in
from tests.provisioning.databases import Database
from tests.provisioning.pages import PageClient
from tests.provisioning.shell import Shell

SETTINGS: dict[str, Any] = {
    "portals": {
        "sailing": {
            "name": "Segelverein",
            "brand": {"accent": "#0a5c36"},
            "second_factor": {"policy": "all"},
        }
    }
}


@pytest.fixture
def browser(make_app: Callable[..., Application]) -> PageClient:
    return make_app(**SETTINGS).test_client()


def test_its_clients_name_it(make_shell: Callable[..., Shell], database: Database) -> None:
    shell = make_shell(**SETTINGS, database={"url": database.url})

    created = shell.answer(
        "clients", "create", "Cruises", "--redirect-uri", "https://sail.example/back", "--portal", "sailing"
    )

    assert shell.answer("clients", "show", created["client_id"])["portal"] == "sailing"


def test_its_pages_wear_its_name_and_look(browser: PageClient, database: Database) -> None:
    rp = create_relying_party(database, browser, portal="sailing")

    page = browser.get(rp.authorize().location, follow_redirects=True)

    assert "Segelverein" in page.text
    theme = next(part for part in page.text.split('"') if "theme" in part and "sailing" in part)
    assert "#0a5c36" in browser.get(theme).text


@pytest.mark.parametrize(("portal", "is_demanded"), [("sailing", True), ("forum", False)])
def test_its_rules_hold_for_its_clients_alone(
    browser: PageClient, database: Database, portal: str, is_demanded: bool
) -> None:
    rp = create_relying_party(database, browser, portal=portal)

    reached = follow_sign_in(browser, rp.authorize(), create_account(database).email, PASSWORD)

    assert reached.request.path.endswith("/enrol") == is_demanded
