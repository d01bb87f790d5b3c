"""An account that an organization depends on is deleted only after a hand-over."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from idp.accounts.deletion.execution import delete_due_accounts
from idp.accounts.models import Account
from idp.infrastructure.clock import current_time
from idp.infrastructure.web.application import Application
from idp.organizations.account_holds import find_organization_holds
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


def holds(app: Application, database: Database, account: Account) -> list[tuple[str, str, str, str]]:
    with app.app_context(), database.transaction() as session:
        found = find_organization_holds(session, account.id)
        return [(each.name, str(each.reason), each.endpoint, each.values["organization_id"]) for each in found]


def test_each_hold_says_what_is_missing_and_where_that_is_settled(app: Application, database: Database) -> None:
    account = create_account(database)
    for key, name in (("b", "Lindenhof eG"), ("a", "Lindenhof eG"), ("c", "Hafenwerk GmbH")):
        join(database, create_organization(database, name, id=f"org_{key}"), account, role="administrator")
    represented = create_organization(database, "Werft AG", id="org_w", representative_id=account.id)
    join(database, represented, account, role="administrator")

    last = ("You are the only administrator.", "organization_members.index")
    assert holds(app, database, account) == [
        ("Hafenwerk GmbH", *last, "org_c"),
        ("Lindenhof eG", *last, "org_a"),
        ("Lindenhof eG", *last, "org_b"),
        ("Werft AG", "You are the legal representative.", "organization_representative.index", "org_w"),
    ]


def test_only_some_of_many_are_said(app: Application, database: Database) -> None:
    account = create_account(database)
    names = [f"Werk {place:02}" for place in range(21)]
    for name in names:
        join(database, create_organization(database, name), account, role="administrator")
    assert [name for name, *_ in holds(app, database, account)] == names[:20]


def test_a_membership_that_ends_by_itself_holds_nothing(app: Application, database: Database) -> None:
    account, other = create_account(database), create_account(database)
    ending = create_organization(database, "Lindenhof eG")
    join(database, ending, account, role="administrator", expires_at=current_time() + timedelta(days=9))
    join(database, ending, other)
    shared = create_organization(database, "Hafenwerk GmbH")
    for each in (account, other):
        join(database, shared, each, role="administrator")
    assert holds(app, database, account) == []


def test_a_plain_member_is_no_administrator_of_what_others_leave(app: Application, database: Database) -> None:
    account, organization = create_account(database), create_organization(database)
    join(database, organization, account)
    leaving = create_account(database, delete_after=current_time() + timedelta(days=9))
    join(database, organization, leaving, role="administrator")
    assert holds(app, database, account) == []
    assert [name for name, *_ in holds(app, database, leaving)] == [organization.name]
