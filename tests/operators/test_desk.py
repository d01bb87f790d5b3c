"""Who may open the operators' desk, and what it takes."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import delete

from idp.accounts.models import Account
from idp.administration.models import OperatorRole
from idp.administration.roles import Role
from idp.infrastructure.clock import current_time
from idp.infrastructure.web.application import Application
from idp.sessions.models import Device
from tests.factories.accounts import create_account
from tests.factories.factors import MULTI
from tests.factories.operators import create_operator, sit_down
from tests.factories.sessions import sign_in
from tests.provisioning.databases import Database
from tests.provisioning.pages import PageClient

QUEUE = "/operators/registrations"
LINK = f'href="{QUEUE}"'
pytestmark = pytest.mark.threat(42)


def client_of(app: Application, database: Database, account: Account, **session: Any) -> PageClient:
    client: PageClient = app.test_client()
    sign_in(client, database, account, **session)
    return client


@pytest.mark.parametrize("role", [Role.OPERATOR, Role.CARE_AGENT, Role.AUDITOR])
def test_the_menu_of_those_with_a_role_leads_to_the_desk(app: Application, database: Database, role: Role) -> None:
    browser = sit_down(app, database, role)
    assert LINK in browser.get("/account").text
    assert browser.get(QUEUE).status_code == 200


@pytest.mark.parametrize("role", [None, Role.DEVELOPER])
def test_others_get_the_page_that_does_not_exist(app: Application, database: Database, role: Role | None) -> None:
    account = create_operator(app, database, role or Role.OPERATOR)
    if role is None:
        with database.transaction() as session:
            session.execute(delete(OperatorRole))
    browser = client_of(app, database, account, **MULTI)
    account_page = browser.get("/account").text
    assert LINK not in account_page
    assert "Administration" not in account_page
    unknown = browser.get("/operators/nothing")
    for path in ("", "/reg_1", "/reg_1/refuse", "/reg_1/confirm"):
        page = browser.get(QUEUE + path)
        assert page.status_code == unknown.status_code == 404
        assert without_reference(page.text, QUEUE + path) == without_reference(unknown.text, "/operators/nothing")


def test_a_visitor_is_asked_to_sign_in(client: PageClient) -> None:
    assert client.get(QUEUE).location.startswith("/signin?next=/operators/registrations")


def test_an_operator_without_a_second_factor_is_led_to_one(app: Application, database: Database) -> None:
    account = create_account(database, language="en")
    database.save(OperatorRole(account_id=account.id, role=Role.OPERATOR))
    page = client_of(app, database, account).get(QUEUE)
    assert page.status_code == 403
    assert 'href="/account/security"' in page.text


def test_trust_in_a_device_does_not_stand_in_for_the_second_factor(
    make_app: Callable[..., Application], database: Database
) -> None:
    app = make_app(portals={"shop": {"second_factor": {"trusted_device_days": 30}}})
    account, now = create_operator(app, database), current_time()
    device = Device(account_id=account.id, token_hash="-", trusted_at=now, trusted_until=now + timedelta(days=9))
    database.save(device)
    browser = client_of(app, database, account, device_id=device.id)
    assert browser.get("/account").status_code == 200
    answer = browser.get(QUEUE)
    assert answer.status_code == 303
    assert answer.location.endswith("fresh=1")


def test_the_desk_has_the_look_of_no_portal(app: Application, database: Database) -> None:
    page = sit_down(app, database).get(QUEUE).text
    assert "/portals/" not in page
    assert "Shop" not in page.partition("<main")[0]


def test_a_disabled_operator_is_signed_out(app: Application, database: Database) -> None:
    account = create_operator(app, database)
    browser = client_of(app, database, account, **MULTI)
    database.change(account, disabled_at=account.created_at)
    assert browser.get(QUEUE).status_code == 303


def without_reference(text: str, path: str) -> str:
    """A page without what no two answers share."""
    text = text.replace(path, "")
    return re.sub(r'<code id="reference">.*?</code>|name="csrf_token" value="[^"]*"', "", text)
