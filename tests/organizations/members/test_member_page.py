"""The page of a member: right, products, billing, end, removal; leaving. Who does not administer sees none of it."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select
from werkzeug.test import TestResponse

from idp.accounts.models import Account
from idp.audit.models import AuditEvent
from idp.infrastructure.clock import current_time
from idp.infrastructure.web.application import Application
from idp.organizations.entitlements.models import MembershipProduct, MembershipRole
from idp.organizations.models import Membership, Organization
from tests.factories.accounts import create_account
from tests.factories.organizations import create_organization, give_product, join
from tests.factories.sessions import sign_in
from tests.provisioning.applications import ISSUER
from tests.provisioning.databases import Database
from tests.provisioning.mailbox import Mailbox
from tests.provisioning.pages import PageClient, forms_of

pytestmark = pytest.mark.usefixtures("clock")


@pytest.fixture
def chief(client: PageClient, database: Database) -> Account:
    account = create_account(database, language="en")
    sign_in(client, database, account)
    return account


@pytest.fixture
def organization(database: Database, chief: Account) -> Organization:
    organization = create_organization(database, "Hafenwerk GmbH")
    join(database, organization, chief, role="administrator")
    return organization


@pytest.fixture
def member(database: Database, organization: Organization) -> Membership:
    account = create_account(database, language="en", given_name="Mira", family_name="Albrecht")
    return join(database, organization, account)


def path(membership: Membership, more: str = "") -> str:
    return f"/organizations/{membership.organization_id}/members/{membership.id}{more}"


def number(page: TestResponse, action: str = "") -> int:
    """Which form of the page goes to an address that ends so; the page's own one for none."""
    return next(
        at for at, form in enumerate(forms_of(page)) if (form.action.endswith(action) if action else not form.action)
    )


def send(client: PageClient, page: TestResponse, values: dict[str, str] | None = None, **options: Any) -> TestResponse:
    """Send the page's own form, or the one to ``action``."""
    return client.submit(page, values, form=number(page, options.pop("action", "")), **options)


def own(database: Database, chief: Account) -> Membership:
    return database.one(select(Membership).where(Membership.account_id == chief.id))


def now_of(database: Database, membership: Membership) -> Membership:
    return database.one(select(Membership).where(Membership.id == membership.id))


def test_a_right_is_changed_and_the_member_told(
    client: PageClient, database: Database, member: Membership, mailbox: Mailbox
) -> None:
    page = client.get(path(member))
    answer = send(client, page, {"role": "administrator", "billing": "y"}, follow_redirects=True)
    assert "Your changes were saved." in answer.get_data(as_text=True)
    changed = now_of(database, member)
    assert (changed.role, changed.billing, changed.expires_at) == ("administrator", True, None)
    assert mailbox.only.subject == "Your rights at Hafenwerk GmbH have changed"
    assert "Administrator" in mailbox.only.text
    event = database.one(select(AuditEvent).where(AuditEvent.action == "membership.right_changed"))
    assert (event.subject, event.organization_id) == (member.account_id, member.organization_id)


def test_what_was_not_changed_is_not_told(
    client: PageClient, database: Database, member: Membership, mailbox: Mailbox
) -> None:
    assert send(client, client.get(path(member))).status_code == 303
    assert len(mailbox) == 0


def test_a_membership_ends_with_its_last_day(client: PageClient, database: Database, member: Membership) -> None:
    """The portal's people are in Berlin, where the day is over at 23:00 UTC in winter."""
    send(client, client.get(path(member)), {"last_day": "2026-12-24"})
    assert now_of(database, member).expires_at == datetime(2026, 12, 24, 23, tzinfo=UTC)
    again = client.get(path(member))
    assert 'value="2026-12-24"' in again.get_data(as_text=True)
    send(client, again, {"last_day": ""})
    assert now_of(database, member).expires_at is None


@pytest.mark.parametrize(
    ("day", "said"),
    [("2026-11-19", "not in the past"), ("tomorrow", "complete date"), ("2026-02-30", "complete date")],
)
def test_a_day_that_is_none_is_said(
    client: PageClient, database: Database, member: Membership, day: str, said: str
) -> None:
    answer = send(client, client.get(path(member)), {"last_day": day})
    assert answer.status_code == 422
    assert said in answer.get_data(as_text=True)
    assert now_of(database, member).expires_at is None


def test_a_member_is_limited_to_products_of_the_organization(
    client: PageClient, database: Database, organization: Organization, member: Membership
) -> None:
    mail, _ = (give_product(database, organization, name) for name in ("Mail", "Hosting"))
    send(client, client.get(path(member)), {"products": mail.id})
    assert database.rows(select(MembershipProduct.product_id)) == [mail.id]


@pytest.mark.threat(71)
def test_a_product_of_another_organization_is_not_given(
    client: PageClient, database: Database, organization: Organization, member: Membership
) -> None:
    give_product(database, organization, "Mail")
    foreign = give_product(database, create_organization(database), "Hosting")
    answer = send(client, client.get(path(member)), {"products": foreign.id})
    assert answer.status_code == 422
    assert database.count(MembershipProduct) == 0


def test_a_member_is_removed_and_told(
    client: PageClient, database: Database, member: Membership, mailbox: Mailbox
) -> None:
    page = client.get(path(member))
    answer = send(client, page, action="/remove", follow_redirects=True)
    assert "no longer belongs to the organization" in answer.get_data(as_text=True)
    assert "Mira" not in answer.get_data(as_text=True)
    assert mailbox.only.subject == "You no longer belong to Hafenwerk GmbH"


def test_a_change_is_carried_on_with_after_a_confirmation(
    client: PageClient, database: Database, organization: Organization, member: Membership, chief: Account
) -> None:
    """A form waits for a recent sign-in; without one nothing is changed."""
    sign_in(client, database, chief, authenticated_at=current_time() - timedelta(hours=1))
    for action in ("", "/remove"):
        answer = send(client, client.get(path(member)), action=action)
        assert answer.location.endswith("/confirm")
    assert now_of(database, member).role == "member"


def test_the_last_administrator_is_told_at_the_field(
    client: PageClient, database: Database, organization: Organization, chief: Account
) -> None:
    answer = send(client, client.get(path(own(database, chief))), {"role": "member"})
    assert answer.status_code == 422
    assert "only administrator" in answer.get_data(as_text=True)
    assert own(database, chief).role == "administrator"


def test_a_person_leaves(client: PageClient, database: Database, organization: Organization, chief: Account) -> None:
    overview = f"/organizations/{organization.id}"
    assert send(client, client.get(overview), action="/leave").status_code == 409
    join(database, organization, create_account(database), role="administrator")
    answer = send(client, client.get(overview), action="/leave", follow_redirects=True)
    assert "You no longer belong to the organization." in answer.get_data(as_text=True)
    assert database.count(Membership) == 1


@pytest.mark.threat(71)
@pytest.mark.parametrize("more", ["", "/remove"])
def test_a_member_without_the_right_changes_nobody(
    client: PageClient, database: Database, organization: Organization, member: Membership, chief: Account, more: str
) -> None:
    other = join(database, organization, create_account(database))
    page = client.get(path(other))
    database.change(own(database, chief), role="member")
    join(database, organization, create_account(database), role="administrator")
    assert client.get(path(other)).status_code == 403
    assert send(client, page, action=more).status_code == 403
    assert database.count(Membership) == 4


@pytest.mark.threat(73)
@pytest.mark.parametrize("more", ["", "/remove"])
def test_ids_of_another_organization_are_not_found(
    client: PageClient, database: Database, organization: Organization, member: Membership, more: str
) -> None:
    """The foreign organization with its own member, ours with a foreign member, the foreign one with ours."""
    foreign = create_organization(database)
    theirs = join(database, foreign, create_account(database))
    page = client.get(path(member))
    token = forms_of(page)[number(page, more)].fields["csrf_token"]
    before = database.rows(select(Membership.id).order_by(Membership.id))
    for organization_id, membership_id in [
        (foreign.id, theirs.id),
        (organization.id, theirs.id),
        (foreign.id, member.id),
        (organization.id, "mem_unknown"),
    ]:
        address = f"/organizations/{organization_id}/members/{membership_id}"
        assert client.get(address).status_code == 404
        headers = {"Origin": ISSUER, "Sec-Fetch-Site": "same-origin"}
        sent = client.post(f"{address}{more}", data={"csrf_token": token, "role": "administrator"}, headers=headers)
        assert sent.status_code == 404
    assert database.rows(select(Membership.id).order_by(Membership.id)) == before


def test_memberships_that_end_are_listed_soonest_first(
    client: PageClient, database: Database, organization: Organization, member: Membership
) -> None:
    for name, days in (("Zoe", 3), ("Anna", 9)):
        account = create_account(database, given_name=name)
        join(database, organization, account, expires_at=current_time() + timedelta(days=days))
    page = client.get(f"/organizations/{organization.id}/members?only=ending").get_data(as_text=True)
    assert page.index("Zoe") < page.index("Anna")
    assert "Mira" not in page


ROLES = {
    "buyer": {"title": {"de": "Einkauf", "en": "Purchasing"}},
    "auditor": {"assigned_by": "operators"},
    "owner": {"held_by": "administrators"},
}


@pytest.fixture
def with_roles(make_app: Callable[..., Application], database: Database, chief: Account) -> PageClient:
    """A browser of the chief at portals of which one has roles to assign."""
    browser = make_app(portals={"shop": {"roles": ROLES}}).test_client()
    sign_in(browser, database, chief)
    return browser


def roles_of(database: Database) -> list[tuple[str, str]]:
    return [(row.portal, row.role) for row in database.rows(select(MembershipRole).order_by(MembershipRole.role))]


def test_administrators_assign_the_roles_that_the_catalogue_leaves_to_them(
    with_roles: PageClient, database: Database, member: Membership
) -> None:
    """Issue 10, item 1."""
    database.save(MembershipRole(membership_id=member.id, portal="shop", role="auditor"))
    page = with_roles.get(path(member))
    assert "Purchasing" in page.text
    assert "auditor" not in page.text
    assert "owner" not in page.text
    send(with_roles, page, {"roles": "shop:buyer"})
    assert roles_of(database) == [("shop", "auditor"), ("shop", "buyer")]
    send(with_roles, with_roles.get(path(member)), {"roles": []})
    assert roles_of(database) == [("shop", "auditor")]


@pytest.mark.threat(71)
@pytest.mark.parametrize("role", ["shop:auditor", "shop:owner", "shop:invented", "forum:buyer"])
def test_administrators_assign_no_other_role(
    with_roles: PageClient, database: Database, member: Membership, role: str
) -> None:
    page = with_roles.get(path(member))
    assert send(with_roles, page, {"roles": role}).status_code == 422
    assert roles_of(database) == []
    assert send(with_roles, page, {"roles": "shop:buyer"}).status_code == 303


def test_a_portal_without_roles_to_assign_asks_for_none(client: PageClient, member: Membership) -> None:
    assert 'name="roles"' not in client.get(path(member)).text
