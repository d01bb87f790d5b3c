"""`idp orgs customer-number`, `idp orgs products`, `idp orgs members products` and `roles`."""

from collections.abc import Callable

import pytest
from sqlalchemy import select

from idp.accounts.models import Account
from idp.audit.models import AuditEvent
from idp.organizations.entitlements.models import (
    MembershipProduct,
    MembershipRole,
    OrganizationPortal,
    OrganizationProduct,
)
from tests.factories.accounts import create_account
from tests.factories.organizations import create_membership
from tests.provisioning.databases import Database
from tests.provisioning.shell import Shell

ROLES = {
    "buyer": {"title": {"de": "Einkauf", "en": "Buyer"}},
    "auditor": {"assigned_by": "operators"},
    "owner": {"held_by": "administrators"},
}


@pytest.fixture
def shell(make_shell: Callable[..., Shell], database: Database) -> Shell:
    return make_shell(database={"url": database.url}, portals={"shop": {"roles": ROLES}})


@pytest.fixture
def person(database: Database) -> Account:
    return create_account(database)


@pytest.fixture
def organization_id(database: Database, person: Account) -> str:
    return create_membership(database, person, name="Hafenwerk GmbH").organization_id


def events(database: Database) -> list[str]:
    return [event.action for event in database.rows(select(AuditEvent).order_by(AuditEvent.id))]


def test_a_portal_knows_an_organization_by_one_number(shell: Shell, database: Database, organization_id: str) -> None:
    shell.answer("orgs", "customer-number", organization_id, "10042")
    shell.answer("orgs", "customer-number", organization_id, "10043", "--portal", "shop")

    assert database.rows(select(OrganizationPortal.portal, OrganizationPortal.customer_number)) == ["shop"]
    assert database.one(select(OrganizationPortal.customer_number)) == "10043"
    assert set(events(database)) == {"organization.customer_number_set"}


def test_a_product_is_given_once_listed_and_taken(shell: Shell, database: Database, organization_id: str) -> None:
    give = ("orgs", "products", "give", organization_id, "wiki", "--name", "Wissensdatenbank")
    assert [shell.answer(*give)["changed"] for _ in range(2)] == [True, False]
    assert shell.answer("orgs", "products", "list", organization_id) == [
        {"portal": "shop", "product": "wiki", "name": "Wissensdatenbank"}
    ]

    assert shell.answer("orgs", "products", "take", organization_id, "wiki")["changed"]
    assert not shell.answer("orgs", "products", "take", organization_id, "wiki")["changed"]
    assert database.count(OrganizationProduct) == 0


def test_a_member_is_limited_to_products_of_the_organization(
    shell: Shell, database: Database, person: Account, organization_id: str
) -> None:
    shell.answer("orgs", "products", "give", organization_id, "wiki")
    shell.answer("orgs", "products", "give", organization_id, "mail")
    limit = ("orgs", "members", "products", organization_id, person.email)
    assert shell.answer(*limit, "wiki", "mail")["changed"]
    assert shell.answer(*limit, "wiki")["changed"]
    assert not shell.answer(*limit, "wiki")["changed"]

    kept = select(OrganizationProduct.product).join(
        MembershipProduct, MembershipProduct.product_id == OrganizationProduct.id
    )
    assert database.rows(kept) == ["wiki"]
    assert "does not have this product" in shell.refusal(*limit, "shop")


def test_a_product_of_another_organization_is_none_of_the_members(
    shell: Shell, database: Database, person: Account, organization_id: str
) -> None:
    other = create_membership(database, create_account(database, email="andere@firma.example"), name="Almhof eG")
    shell.answer("orgs", "products", "give", other.organization_id, "shop")
    assert "does not have this product" in shell.refusal(
        "orgs", "members", "products", organization_id, person.email, "shop"
    )


def test_taking_a_product_takes_it_from_members(
    shell: Shell, database: Database, person: Account, organization_id: str
) -> None:
    shell.answer("orgs", "products", "give", organization_id, "wiki")
    shell.answer("orgs", "members", "products", organization_id, person.email, "wiki")
    shell.answer("orgs", "products", "take", organization_id, "wiki")
    assert database.count(MembershipProduct) == 0


def test_roles_are_those_of_the_catalogue_that_are_assigned(
    shell: Shell, database: Database, person: Account, organization_id: str
) -> None:
    roles = ("orgs", "members", "roles", organization_id, person.email)
    assert shell.answer(*roles, "buyer", "auditor")["changed"]
    assert not shell.answer(*roles, "auditor", "buyer")["changed"]
    assert shell.answer(*roles, "auditor")["changed"]
    assert database.rows(select(MembershipRole.role)) == ["auditor"]
    for unknown in ("owner", "root"):
        assert "cannot assign this role" in shell.refusal(*roles, unknown)


def test_a_membership_is_needed(shell: Shell, database: Database, organization_id: str) -> None:
    stranger = create_account(database, email="andere@firma.example")
    assert stranger.email in shell.refusal("orgs", "members", "roles", organization_id, stranger.email, "buyer")


def test_a_product_of_the_catalogue_is_called_as_the_settings_say(
    make_shell: Callable[..., Shell], database: Database, organization_id: str
) -> None:
    """By its key where they do not know it: operators are not limited to the catalogue."""
    shell = make_shell(database={"url": database.url}, portals={"shop": {"products": {"wiki": "Wissensdatenbank"}}})
    for product in ("wiki", "mail"):
        shell.answer("orgs", "products", "give", organization_id, product, "--portal", "shop")

    listed = shell.answer("orgs", "products", "list", organization_id)

    assert {each["product"]: each["name"] for each in listed} == {"wiki": "Wissensdatenbank", "mail": "mail"}
