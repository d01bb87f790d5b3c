"""An account that an organization depends on is deleted only after a hand-over."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from idp.accounts.deletion.execution import delete_due_accounts
from idp.accounts.models import Account
from idp.infrastructure.clock import current_time
from idp.infrastructure.web.application import Application
from tests.factories.accounts import create_account
from tests.factories.organizations import create_organization, join
from tests.factories.sessions import sign_in
from tests.organizations.members.test_member_page import number
from tests.provisioning.databases import Database
from tests.provisioning.pages import PageClient

pytestmark = [pytest.mark.threat(73), pytest.mark.usefixtures("clock")]
PAGE = "/account/deletion"


@pytest.fixture
def person(client: PageClient, database: Database) -> Account:
    account = create_account(database, language="en")
    sign_in(client, database, account)
    return account


def bind(database: Database, account: Account, how: str) -> None:
    """Let an organization depend on the account in one of these ways."""
    organization = create_organization(database, "Hafenwerk GmbH")
    join(database, organization, account, role="administrator")
    if how == "represents":
        database.change(organization, representative_id=account.id)
        join(database, organization, create_account(database), role="administrator")
    elif how == "others are leaving":
        leaving = create_account(database, delete_after=current_time() + timedelta(days=9))
        join(database, organization, leaving, role="administrator")


@pytest.mark.parametrize(
    ("how", "said"),
    [
        ("represents", "You are the legal representative."),
        ("administers alone", "You are the only administrator."),
        ("others are leaving", "You are the only administrator."),
    ],
)
def test_the_page_names_the_organization_and_leads_to_the_hand_over(
    client: PageClient, database: Database, person: Account, how: str, said: str
) -> None:
    before = client.get(PAGE)
    bind(database, person, how)
    page = client.get(PAGE)
    assert said in page.text
    assert "Hafenwerk GmbH" in page.text
    # A page that was opened before.
    assert client.submit(before, {"confirm": "y"}, form=number(before, PAGE)).status_code == 409
    assert database.one(select(Account.delete_after).where(Account.id == person.id)) is None


def test_other_members_are_not_held(client: PageClient, database: Database, person: Account) -> None:
    organization = create_organization(database)
    join(database, organization, person, role="administrator")
    join(database, organization, create_account(database), role="administrator")
    join(database, create_organization(database), person)
    page = client.get(PAGE)
    assert client.submit(page, {"confirm": "y"}, form=number(page, PAGE)).status_code == 303


@pytest.mark.parametrize("how", ["represents", "administers alone"])
def test_an_account_that_is_due_waits_as_long_as_it_is_held(app: Application, database: Database, how: str) -> None:
    held = create_account(database, delete_after=current_time() - timedelta(days=1))
    free = create_account(database, delete_after=current_time() - timedelta(days=1))
    bind(database, held, how)
    with app.app_context():
        delete_due_accounts()
    assert free.id not in database.rows(select(Account.id))
    assert held.id in database.rows(select(Account.id))
