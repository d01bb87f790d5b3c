"""The page of members: who, with which right, found by name, page by page."""

from datetime import timedelta

import pytest

from idp.accounts.models import Account
from idp.infrastructure.clock import current_time
from idp.organizations.models import Organization
from tests.factories.accounts import create_account
from tests.factories.organizations import create_organization, join
from tests.factories.sessions import sign_in
from tests.provisioning.databases import Database
from tests.provisioning.pages import PageClient


@pytest.fixture
def organization(client: PageClient, database: Database) -> Organization:
    """One that the person of the browser administers and represents."""
    account = create_account(database, language="en", given_name="Zoe", family_name="Zander")
    sign_in(client, database, account)
    organization = create_organization(database, representative_id=account.id)
    join(database, organization, account, role="administrator")
    return organization


def colleague(database: Database, organization: Organization, name: str, **values: object) -> Account:
    given, _, family = name.partition(" ")
    account = create_account(database, given_name=given, family_name=family)
    join(database, organization, account, **values)
    return account


def shown(client: PageClient, organization: Organization, query: str = "") -> str:
    page = client.get(f"/organizations/{organization.id}/members{query}")
    assert page.status_code == 200
    return page.get_data(as_text=True)


def test_it_names_members_by_family_name_with_their_rights(
    client: PageClient, database: Database, organization: Organization
) -> None:
    colleague(database, organization, "Anna Zimmer", billing=True)
    colleague(database, organization, "Zita Abel")
    page = shown(client, organization)
    assert page.index("Zita Abel") < page.index("Zoe Zander") < page.index("Anna Zimmer")
    assert page.index("Legal representative") > page.index("Zoe Zander")
    assert page.count("Member · Billing") == 1


@pytest.mark.parametrize(
    ("days", "state"), [(-1, "expired"), (0, "expired"), (29, "ends soon"), (30, "ends soon"), (31, None)]
)
@pytest.mark.usefixtures("clock")
def test_a_membership_that_ends_stands_out(
    client: PageClient, database: Database, organization: Organization, days: int, state: str | None
) -> None:
    colleague(database, organization, "Anna Zimmer", expires_at=current_time() + timedelta(days=days))
    page = shown(client, organization)
    assert [word for word in ("expired", "ends soon") if word in page] == ([state] if state else [])


@pytest.mark.parametrize("search", ["zimmer", "ann zim", "anna@", "ZIMMER Anna"])
def test_a_member_is_found_by_parts_of_name_and_address(
    client: PageClient, database: Database, organization: Organization, search: str
) -> None:
    account = create_account(database, given_name="Anna", family_name="Zimmer", email="anna@zimmer.example")
    join(database, organization, account)
    page = shown(client, organization, f"?q={search}")
    assert "Anna Zimmer" in page
    assert "Zoe Zander" not in page


@pytest.mark.parametrize("search", ["nobody", "%", "_", "' OR 1=1 --"])
def test_what_is_not_found_leads_back(client: PageClient, organization: Organization, search: str) -> None:
    page = client.get(f"/organizations/{organization.id}/members", query_string={"q": search}).get_data(as_text=True)
    assert "Nothing found" in page
    assert "Zoe Zander" not in page


def test_members_of_another_organization_are_neither_listed_nor_found(
    client: PageClient, database: Database, organization: Organization
) -> None:
    """Threat 73."""
    foreign = create_organization(database)
    colleague(database, foreign, "Fremde Person")
    assert "Fremde Person" not in shown(client, organization)
    assert "Fremde Person" not in shown(client, organization, "?q=Fremde")


def test_a_place_in_another_organization_is_the_first_page(
    client: PageClient, database: Database, organization: Organization
) -> None:
    """Threat 73."""
    foreign = join(database, create_organization(database), create_account(database, family_name="Zzz"))
    assert "Zoe Zander" in shown(client, organization, f"?after={foreign.id}")


def test_many_are_read_page_by_page(client: PageClient, database: Database, organization: Organization) -> None:
    for number in range(30):
        colleague(database, organization, f"Anna Abel{number:02}")
    first = shown(client, organization)
    assert ("Abel24" in first, "Abel25" in first) == (True, False)
    address = first.split('" rel="next"')[0].rpartition("?")[2]
    assert "Zoe Zander" in shown(client, organization, f"?{address}")


@pytest.mark.parametrize("let_in_by", ["administrators", "representative"])
@pytest.mark.parametrize("represents", [True, False])
def test_it_leads_those_who_may_invite_to_the_invitation(
    client: PageClient, database: Database, let_in_by: str, represents: bool
) -> None:
    account = create_account(database)
    sign_in(client, database, account)
    representative = account if represents else create_account(database)
    organization = create_organization(database, representative_id=representative.id, let_in_by=let_in_by)
    join(database, organization, account, role="administrator")
    leads = f'href="/organizations/{organization.id}/invitations/new"' in shown(client, organization)
    assert leads is (represents or let_in_by == "administrators")
