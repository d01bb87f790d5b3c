"""What a portal gives an organization: that organization, at that portal, alone."""

from collections.abc import Callable

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from idp.actors import Actor, Forbidden, Permission
from idp.audit.models import AuditEvent
from idp.infrastructure.clock import current_time
from idp.organizations.entitlements.at_portals import add_customer, give_product, set_customer_number, take_product
from idp.organizations.entitlements.lookup import read_products
from idp.organizations.entitlements.models import OrganizationPortal, OrganizationProduct
from idp.organizations.models import Organization
from tests.factories.actors import operator, person_actor
from tests.factories.organizations import create_organization
from tests.factories.organizations import give_product as given
from tests.provisioning.databases import Database

pytestmark = pytest.mark.usefixtures("clock")
OPERATOR = operator(Permission.ORGANIZATIONS_MANAGE, portal="kiosk")


@pytest.fixture
def organization(database: Database) -> Organization:
    return create_organization(database)


def products(database: Database) -> set[tuple[str, str, str]]:
    rows = database.rows(select(OrganizationProduct))
    return {(each.organization_id, each.portal, each.product) for each in rows}


CHANGES: dict[str, Callable[[Session, str, Actor], object]] = {
    "customer": lambda session, organization_id, actor: add_customer(session, organization_id, "shop", None, actor),
    "number": lambda session, organization_id, actor: set_customer_number(session, organization_id, "shop", "1", actor),
    "give": lambda session, organization_id, actor: give_product(session, organization_id, "shop", "a", "A", actor),
    "take": lambda session, organization_id, actor: take_product(session, organization_id, "shop", "mail", actor),
}


@pytest.mark.parametrize("change", CHANGES)
def test_only_operators_with_the_permission(database: Database, organization: Organization, change: str) -> None:
    """Threat 71."""
    given(database, organization, "Mail")
    for actor in (person_actor("acc_1"), operator(Permission.ORGANIZATIONS_READ)):
        with pytest.raises(Forbidden), database.transaction() as session:
            CHANGES[change](session, organization.id, actor)
    with database.transaction() as session:
        CHANGES[change](session, organization.id, OPERATOR)


def test_a_product_ends_for_this_organization_at_this_portal(database: Database, organization: Organization) -> None:
    other = create_organization(database)
    for each in (organization, other):
        for portal in ("shop", "forum"):
            for name in ("Wiki", "Mail"):
                given(database, each, name, portal=portal)
    before = products(database)
    with database.transaction() as session:
        assert take_product(session, organization.id, "shop", "wiki", OPERATOR)
        assert not take_product(session, organization.id, "shop", "wiki", OPERATOR)
    assert before - products(database) == {(organization.id, "shop", "wiki")}


def test_the_products_of_a_portal_are_read_by_name(database: Database, organization: Organization) -> None:
    for product, name in (("c", "Beta"), ("b", "Beta"), ("d", "Alpha")):
        given(database, organization, name, product=product)
    given(database, organization, "Gamma", portal="forum")
    given(database, create_organization(database), "Delta")
    with database.transaction() as session:
        found = read_products(session, organization.id, "shop")
    assert list(found.items()) == [("d", "Alpha"), ("b", "Beta"), ("c", "Beta")]


def test_each_change_is_written_down_at_its_portal(database: Database, organization: Organization) -> None:
    with database.transaction() as session:
        set_customer_number(session, organization.id, "shop", "10042", OPERATOR)
        give_product(session, organization.id, "shop", "wiki", "Wiki", OPERATOR)
        take_product(session, organization.id, "shop", "wiki", OPERATOR)
    events = {event.action: event for event in database.rows(select(AuditEvent))}
    number, gave, taken = (
        events[f"organization.{what}"] for what in ("customer_number_set", "product_given", "product_taken")
    )
    assert number.details == {"customer_number": "10042"}
    assert gave.details == taken.details == {"product": "wiki"}
    assert {(event.subject, event.organization_id, event.portal) for event in events.values()} == {
        (organization.id, organization.id, "shop")
    }
    assert database.one(select(OrganizationPortal.created_at)) == current_time()


def test_a_customer_without_a_number_keeps_the_number_that_it_has(
    database: Database, organization: Organization
) -> None:
    with database.transaction() as session:
        for number in (None, "10042", None):
            add_customer(session, organization.id, "shop", number, OPERATOR)

    assert database.one(select(OrganizationPortal.customer_number)) == "10042"
