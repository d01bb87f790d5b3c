"""The roles on the page of a member where several portals have some: those that know the organization come first."""

from collections.abc import Callable

import pytest
from sqlalchemy import select

from idp.accounts.models import Account
from idp.infrastructure.web.application import Application
from idp.organizations.entitlements.models import MembershipRole
from idp.organizations.models import Membership, Organization
from tests.factories.accounts import create_account
from tests.factories.organizations import create_organization, give_at_portal, join
from tests.factories.sessions import sign_in
from tests.provisioning.databases import Database
from tests.provisioning.pages import PageClient, forms_of

ROLES = {"roles": {"buyer": {"title": {"en": "Purchasing"}}}}


@pytest.fixture
def organization(database: Database) -> Organization:
    return create_organization(database)


@pytest.fixture
def chief(database: Database, organization: Organization) -> Account:
    account = create_account(database, language="en")
    join(database, organization, account, role="administrator")
    return account


@pytest.fixture
def member(database: Database, organization: Organization) -> Membership:
    return join(database, organization, create_account(database))


@pytest.fixture
def browser(make_app: Callable[..., Application], database: Database, chief: Account) -> PageClient:
    """Of the administrator, at three portals with roles."""
    browser = make_app(portals={"shop": ROLES, "forum": ROLES, "works": {"name": "Werkbank", **ROLES}}).test_client()
    sign_in(browser, database, chief)
    return browser


def path(member: Membership) -> str:
    return f"/organizations/{member.organization_id}/members/{member.id}"


def standing_open(browser: PageClient, member: Membership) -> list[str]:
    """The portals whose roles are seen without opening anything; all have theirs on the page."""
    page = browser.get(path(member)).text
    assert page.count('name="roles"') == 3
    seen, _, _ = page.partition("<summary>Roles")
    return [key for key in ("shop", "forum", "works") if f'value="{key}:buyer"' in seen]


def test_where_no_portal_knows_the_organization_all_are_folded(browser: PageClient, member: Membership) -> None:
    assert standing_open(browser, member) == []
    assert "<summary>Roles</summary>" in browser.get(path(member)).text


@pytest.mark.parametrize("known_by", [{"number": "K-1"}, {"products": ("wiki",)}])
def test_a_portal_that_knows_the_organization_stands_open(
    browser: PageClient, database: Database, member: Membership, known_by: dict[str, object]
) -> None:
    give_at_portal(database, member, "forum", **known_by)
    assert standing_open(browser, member) == ["forum"]


def test_the_portal_of_another_organization_is_folded(
    browser: PageClient, database: Database, member: Membership
) -> None:
    other = join(database, create_organization(database), create_account(database))
    give_at_portal(database, other, "forum", number="K-1", products=("wiki",))
    assert standing_open(browser, member) == []


def test_a_role_that_the_member_has_is_seen_wherever_it_is_of(
    browser: PageClient, database: Database, member: Membership
) -> None:
    give_at_portal(database, member, "works", roles=("buyer",))
    assert standing_open(browser, member) == ["works"]
    assert "<summary>Roles at other portals</summary>" in browser.get(path(member)).text


def test_a_folded_role_can_be_assigned(browser: PageClient, database: Database, member: Membership) -> None:
    page = browser.get(path(member))
    own_form = next(number for number, form in enumerate(forms_of(page)) if "last_day" in form.fields)
    browser.submit(page, {"roles": "works:buyer"}, form=own_form)
    assert [(row.portal, row.role) for row in database.rows(select(MembershipRole))] == [("works", "buyer")]


def test_the_roles_of_the_only_portal_are_never_folded(
    make_app: Callable[..., Application], database: Database, chief: Account, member: Membership
) -> None:
    browser = make_app(portals={"shop": ROLES}).test_client()
    sign_in(browser, database, chief)
    page = browser.get(path(member)).text
    assert 'name="roles"' in page
    assert "<summary>Roles" not in page
