"""The page with the data of an organization and its end, and the copy."""

from typing import Any

import pytest
from sqlalchemy import select

from idp.accounts.models import Account
from idp.audit.models import AuditEvent
from idp.organizations.deletion.models import OrganizationHold
from idp.organizations.models import Organization
from tests.factories.accounts import create_account
from tests.factories.organizations import create_organization, give_at_portal, join
from tests.factories.sessions import sign_in
from tests.provisioning.databases import Database
from tests.provisioning.pages import PageClient, forms_of

pytestmark = pytest.mark.usefixtures("clock")


@pytest.fixture
def chief(client: PageClient, database: Database) -> Account:
    account = create_account(database, language="en", email="chief@hafenwerk.example")
    sign_in(client, database, account)
    return account


@pytest.fixture
def organization(database: Database, chief: Account) -> Organization:
    made = create_organization(database, "Hafenwerk GmbH", representative_id=chief.id)
    join(database, made, chief, role="administrator", billing=True)
    return made


def path(organization: Organization, more: str = "") -> str:
    return f"/organizations/{organization.id}/deletion{more}"


def number(page: Any, action: str) -> int:
    return next(at for at, form in enumerate(forms_of(page)) if form.action.endswith(action))


def end_of(database: Database, organization: Organization) -> object:
    return database.one(select(Organization.delete_after).where(Organization.id == organization.id))


def test_the_representative_requests_and_takes_it_back(
    client: PageClient, database: Database, organization: Organization
) -> None:
    """Issue 10, item 8."""
    page = client.get(path(organization))
    refused = client.submit(page, form=number(page, "/deletion"))
    assert (refused.status_code, "Please tick this box" in refused.text) == (422, True)
    assert end_of(database, organization) is None

    client.submit(page, {"confirm": "y"}, form=number(page, "/deletion"))
    assert end_of(database, organization) is not None
    page = client.get(path(organization))
    assert "will be permanently deleted on" in page.text

    client.submit(page, form=number(page, "/cancel"))
    assert end_of(database, organization) is None


def test_what_holds_it_is_named_in_place_of_the_request(
    client: PageClient, database: Database, organization: Organization
) -> None:
    database.save(OrganizationHold(organization_id=organization.id, portal="shop", hold="unpaid_invoices"))
    page = client.get(path(organization))
    assert "Please settle the following first" in page.text
    assert "unpaid_invoices" in page.text
    assert 'name="confirm"' not in page.text


def test_another_administrator_sees_who_can(client: PageClient, database: Database, organization: Organization) -> None:
    other = create_organization(database, "Lindenhof eG", representative_id=create_account(database).id)
    join(
        database,
        other,
        database.one(select(Account).where(Account.email == "chief@hafenwerk.example")),
        role="administrator",
    )
    page = client.get(path(other))
    assert "Only the legal representative can delete the organization." in page.text
    assert 'name="confirm"' not in page.text


def test_the_copy_has_what_is_stored_of_it_and_nothing_of_others(
    client: PageClient, database: Database, chief: Account, organization: Organization
) -> None:
    member = join(database, organization, create_account(database, email="mira@hafenwerk.example"))
    give_at_portal(
        database, member, "shop", number="H-1", products=("wiki", "mail"), own_products=("wiki",), roles=("buyer",)
    )
    foreign = join(database, create_organization(database, "Lindenhof eG"), create_account(database))
    give_at_portal(
        database, foreign, "shop", number="L-1", products=("crm",), own_products=("crm",), roles=("auditor",)
    )

    copy = client.get(path(organization, "/organization.json")).get_json()

    assert (copy["id"], copy["name"]) == (organization.id, "Hafenwerk GmbH")
    assert {each["email"] for each in copy["members"]} == {chief.email, "mira@hafenwerk.example"}
    mira = next(each for each in copy["members"] if each["email"] == "mira@hafenwerk.example")
    assert mira["products"] == [{"portal": "shop", "product": "wiki"}]
    assert mira["roles"] == [{"portal": "shop", "role": "buyer"}]
    assert [each["customer_number"] for each in copy["customer_numbers"]] == ["H-1"]
    assert {each["product"] for each in copy["products"]} == {"wiki", "mail"}
    assert database.count(AuditEvent) == 1


@pytest.mark.parametrize("more", ["", "/organization.json"])
def test_members_and_strangers_get_neither(
    client: PageClient, database: Database, chief: Account, organization: Organization, more: str
) -> None:
    assert client.get(path(organization, more)).status_code == 200
    other = create_organization(database)
    assert client.get(path(other, more)).status_code == 404
    join(database, other, chief)
    assert client.get(path(other, more)).status_code == 403
