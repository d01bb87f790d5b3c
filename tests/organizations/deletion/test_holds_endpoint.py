"""Holds that the applications of a portal set and clear."""

from collections.abc import Callable

import pytest
from sqlalchemy import select

from idp.audit.models import AuditEvent
from idp.infrastructure.web.application import Application
from idp.organizations.deletion.models import OrganizationHold
from idp.organizations.entitlements.models import OrganizationPortal
from idp.organizations.models import Organization
from tests.factories.organizations import create_organization
from tests.factories.relying_parties import RelyingParty, create_relying_party
from tests.provisioning.databases import Database
from tests.provisioning.pages import PageClient

PORTALS = {"shop": {"holds": {"unpaid_invoices": {}}}, "club": {"name": "Club", "holds": {"dues": {}}}}
PATH = "/organization-holds"


@pytest.fixture
def client(make_app: Callable[..., Application]) -> PageClient:
    browser = make_app(portals=PORTALS).test_client()
    assert isinstance(browser, PageClient)
    return browser


@pytest.fixture
def rp(database: Database, client: PageClient) -> RelyingParty:
    return create_relying_party(database, client, holds_organizations=True)


@pytest.fixture
def customer(database: Database) -> Organization:
    made = create_organization(database, "Hafenwerk GmbH")
    database.save(OrganizationPortal(organization_id=made.id, portal="shop", customer_number="H-1"))
    return made


def form(organization: Organization, **values: str) -> dict[str, str]:
    return {"organization": organization.id, "hold": "unpaid_invoices", "state": "set"} | values


def test_a_hold_is_set_and_cleared(rp: RelyingParty, database: Database, customer: Organization) -> None:
    """Issue 10, item 8. To say the same twice changes nothing."""
    for _ in range(2):
        assert rp.post(PATH, form(customer)).get_json() == form(customer)
    assert database.count(OrganizationHold) == 1
    for _ in range(2):
        assert rp.post(PATH, form(customer, state="cleared")).status_code == 200
    assert database.count(OrganizationHold) == 0
    events = database.rows(select(AuditEvent).order_by(AuditEvent.action))
    assert [(each.action, each.actor_id, each.organization_id) for each in events] == [
        ("organization.hold_cleared", rp.client_id, customer.id),
        ("organization.hold_set", rp.client_id, customer.id),
    ]


@pytest.mark.parametrize(
    "wrong",
    [
        {"hold": "dues"},
        {"hold": "mood"},
        {"state": "maybe"},
        {"organization": "org_0"},
        {"organization": ""},
    ],
)
def test_anything_else_is_refused(
    rp: RelyingParty, database: Database, customer: Organization, wrong: dict[str, str]
) -> None:
    assert rp.post(PATH, form(customer)).status_code == 200
    answer = rp.post(PATH, form(customer) | wrong)
    assert (answer.status_code, answer.get_json()["error"]) == (400, "invalid_request")
    assert database.count(OrganizationHold) == 1


def test_a_customer_of_another_portal_is_none_of_its_own(
    rp: RelyingParty, database: Database, customer: Organization
) -> None:
    foreign = create_organization(database, "Lindenhof eG")
    database.save(OrganizationPortal(organization_id=foreign.id, portal="club", customer_number="L-1"))
    assert rp.post(PATH, form(customer)).status_code == 200
    assert rp.post(PATH, form(foreign)).get_json()["error"] == "invalid_request"
    assert database.count(OrganizationHold) == 1


def test_a_client_that_is_not_registered_for_it_holds_nothing(
    database: Database, client: PageClient, customer: Organization
) -> None:
    plain = create_relying_party(database, client)
    answer = plain.post(PATH, form(customer))
    assert (answer.status_code, answer.get_json()["error"]) == (400, "unauthorized_client")
    assert database.count(OrganizationHold) == 0


def test_a_client_without_a_secret_is_refused(database: Database, client: PageClient, customer: Organization) -> None:
    public = create_relying_party(database, client, holds_organizations=True, token_endpoint_auth_method="none")
    assert public.post(PATH, form(customer)).get_json()["error"] == "invalid_client"


def test_the_holds_of_each_portal_are_its_own(client: PageClient, database: Database) -> None:
    """Of another portal than the first one too, which the event names."""
    club = create_relying_party(database, client, portal="club", holds_organizations=True)
    made = create_organization(database, "Ruderclub e. V.")
    database.save(OrganizationPortal(organization_id=made.id, portal="club"))

    assert club.post(PATH, form(made, hold="dues")).status_code == 200
    assert club.post(PATH, form(made, hold="unpaid_invoices")).get_json()["error"] == "invalid_request"
    hold = database.one(select(OrganizationHold))
    assert (hold.portal, hold.hold) == ("club", "dues")
    assert database.one(select(AuditEvent.portal)) == "club"
