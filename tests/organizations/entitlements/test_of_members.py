"""What a member has of the organization's products, and which roles: that member, at that portal, alone."""

from collections.abc import Callable

import pytest
from sqlalchemy import select

from idp.actors import Actor, ActorKind
from idp.audit.models import AuditEvent
from idp.organizations.entitlements.errors import ProductNotFound, RoleNotAssignable
from idp.organizations.entitlements.models import MembershipProduct, MembershipRole
from idp.organizations.entitlements.of_members import set_products, set_roles
from idp.organizations.lookup import find_membership
from idp.settings import Settings
from tests.factories.accounts import create_account
from tests.factories.actors import operator
from tests.factories.organizations import create_membership, create_organization, give_product, join
from tests.provisioning.databases import Database


@pytest.fixture
def settings(make_settings: Callable[..., Settings]) -> Settings:
    return make_settings(portals={"shop": {"roles": {"buyer": {}, "auditor": {"assigned_by": "operators"}}}})


def test_operators_roles_are_neither_given_nor_taken_by_an_administrator(
    database: Database, settings: Settings
) -> None:
    """Threat 71."""
    made = create_membership(database, create_account(database))
    administrator = Actor(kind=ActorKind.PERSON, id="acc_administrator")
    with database.transaction() as session:
        session.add(MembershipRole(membership_id=made.id, portal="shop", role="auditor"))
        session.flush()
        membership = find_membership(session, made.account_id, made.organization_id)
        assert membership is not None
        with pytest.raises(RoleNotAssignable):
            set_roles(session, membership, "shop", ["buyer", "auditor"], administrator, settings)
        assert set_roles(session, membership, "shop", ["buyer"], administrator, settings)
        assert not set_roles(session, membership, "shop", ["buyer"], administrator, settings)
        assert {role.role for role in session.query(MembershipRole)} == {"auditor", "buyer"}


def test_other_products_of_this_portal_alone_are_taken_from_this_member_alone(database: Database) -> None:
    organization = create_organization(database)
    ada, ben = (join(database, organization, create_account(database)) for _ in range(2))
    kept, taken, new = (give_product(database, organization, name) for name in ("Kept", "Taken", "New"))
    elsewhere = give_product(database, organization, "Elsewhere", portal="forum")
    for membership in (ada, ben):
        for product in (kept, taken, elsewhere):
            database.save(MembershipProduct(membership_id=membership.id, product_id=product.id))

    with database.transaction() as session:
        assert set_products(session, ada, "shop", ["kept", "new"], operator(portal="kiosk"))
        assert not set_products(session, ada, "shop", ["kept", "new"], operator(portal="kiosk"))
    rows = {(row.membership_id, row.product_id) for row in database.rows(select(MembershipProduct))}
    assert rows == {(ada.id, each.id) for each in (kept, new, elsewhere)} | {
        (ben.id, each.id) for each in (kept, taken, elsewhere)
    }
    event = database.one(select(AuditEvent))
    assert (event.action, event.portal) == ("membership.products_changed", "shop")


@pytest.mark.parametrize("key", ["elsewhere", "foreign", "unknown"])
def test_only_what_this_portal_gave_this_organization(database: Database, key: str) -> None:
    organization = create_organization(database)
    membership = join(database, organization, create_account(database))
    give_product(database, organization, "Wiki")
    give_product(database, organization, "Elsewhere", portal="forum")
    give_product(database, create_organization(database), "Foreign")
    with database.transaction() as session:
        with pytest.raises(ProductNotFound):
            set_products(session, membership, "shop", ["wiki", key], operator())
        assert set_products(session, membership, "shop", ["wiki"], operator())


def test_other_roles_of_this_portal_alone_are_taken_from_this_member_alone(
    database: Database, settings: Settings
) -> None:
    ada, ben = (create_membership(database, create_account(database)) for _ in range(2))
    for membership in (ada, ben):
        for portal in ("shop", "forum"):
            database.save(MembershipRole(membership_id=membership.id, portal=portal, role="buyer"))

    with database.transaction() as session:
        assert set_roles(session, ada, "shop", ["auditor"], operator(portal="kiosk"), settings)
    rows = {(row.membership_id, row.portal, row.role) for row in database.rows(select(MembershipRole))}
    assert rows == {
        (ada.id, "shop", "auditor"),
        (ada.id, "forum", "buyer"),
        (ben.id, "shop", "buyer"),
        (ben.id, "forum", "buyer"),
    }
    event = database.one(select(AuditEvent))
    assert (event.action, event.portal) == ("membership.roles_changed", "shop")
