"""Organizations that the applications of a portal create, at the endpoint. Issue 10, item 2."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import delete, select

from idp.audit.models import AuditEvent
from idp.infrastructure.database import transaction
from idp.infrastructure.web.application import Application
from idp.invitations.models import Invitation
from idp.mail.models import OutboxMail
from idp.orders.models import OrganizationOrder
from idp.orders.order import parse_order
from idp.orders.ordering import order_organization
from idp.organizations.entitlements.models import OrganizationPortal, OrganizationProduct
from idp.organizations.models import Organization
from tests.factories.actors import operator
from tests.factories.clients import change_client
from tests.factories.invitations import invitation_of
from tests.factories.relying_parties import RelyingParty, create_relying_party
from tests.provisioning.databases import Database
from tests.provisioning.pages import PageClient

PORTALS = {
    "shop": {"products": {"wiki": "Wiki", "mail": "Mail"}, "holds": {"unpaid_invoices": {}}},
    "club": {"name": "Club", "products": {"pitch": "Pitch"}},
}
PATH = "/organization-creation"
ORDER = {"reference": "A-1", "kind": "company", "name": "Hafenwerk GmbH"}
CHIEF = "jana@hafenwerk.example"


@pytest.fixture
def client(make_app: Callable[..., Application]) -> PageClient:
    browser = make_app(portals=PORTALS).test_client()
    assert isinstance(browser, PageClient)
    return browser


@pytest.fixture
def rp(database: Database, client: PageClient) -> RelyingParty:
    return create_relying_party(database, client, creates_organizations=True)


def create(rp: RelyingParty, **values: str) -> dict[str, Any]:
    """What the endpoint answers to an order."""
    told: dict[str, Any] = rp.post(PATH, ORDER | values).get_json()
    return told


def test_an_application_creates_an_organization(rp: RelyingParty, database: Database) -> None:
    told = create(rp)

    made = database.one(select(Organization))
    assert told == {"organization": made.id, "created": True}
    assert (made.name, made.kind, made.representative_id) == ("Hafenwerk GmbH", "company", None)
    event = database.one(select(AuditEvent))
    assert (event.action, event.actor_kind, event.actor_id) == ("organization.created", "client", rp.client_id)
    assert (event.portal, event.organization_id, event.details["reference"]) == ("shop", made.id, "A-1")


def test_it_gives_number_and_products_of_its_own_portal(rp: RelyingParty, database: Database) -> None:
    create(rp, customer_number="hw 10042", products="wiki mail")

    customer = database.one(select(OrganizationPortal))
    assert (customer.portal, customer.customer_number) == ("shop", "HW10042")
    given = database.rows(select(OrganizationProduct).order_by(OrganizationProduct.product))
    assert [(each.portal, each.product, each.name) for each in given] == [
        ("shop", "mail", "Mail"),
        ("shop", "wiki", "Wiki"),
    ]


def test_without_a_number_it_is_a_customer_too(rp: RelyingParty, database: Database) -> None:
    """So that the portal can hold it."""
    change_client(database, rp.registered, creates_organizations=True, holds_organizations=True)
    hold = {"organization": create(rp)["organization"], "hold": "unpaid_invoices", "state": "set"}
    assert rp.post("/organization-holds", hold).get_json() == hold


def test_its_administrator_is_invited_in_the_language_of_the_order(rp: RelyingParty, database: Database) -> None:
    told = create(rp, administrator="Jana@Hafenwerk.example", language="en")

    invitation = invitation_of(database, CHIEF)
    assert told["invitation"] == {"state": "queued", "expires_at": int(invitation.expires_at.timestamp())}
    assert (invitation.role, invitation.billing, invitation.portal) == ("administrator", True, "shop")
    assert (invitation.represents, invitation.language, invitation.inviter_id) == (True, "en", None)


def test_the_same_reference_again_changes_nothing(rp: RelyingParty, database: Database) -> None:
    """Whatever else is sent, and although the organization was renamed meanwhile."""
    first = create(rp, administrator=CHIEF)
    with database.transaction() as session:
        session.get_one(Organization, first["organization"]).name = "Hafenwerk AG"

    again = create(rp, administrator="ole@hafenwerk.example", products="wiki", customer_number="10042")

    assert again == first | {"created": False}
    assert (database.count(Organization), database.count(Invitation)) == (1, 1)
    assert (database.count(OrganizationProduct), database.count(OutboxMail)) == (0, 1)


@pytest.mark.parametrize("other", [{"name": "Lindenhof eG"}, {"kind": "private"}])
def test_a_reference_stands_for_one_organization(rp: RelyingParty, database: Database, other: dict[str, str]) -> None:
    create(rp)

    answer = rp.post(PATH, ORDER | other)

    assert (answer.status_code, answer.get_json()["error"]) == (409, "reference_conflict")
    assert database.count(Organization) == 1


def test_a_private_person_is_one(rp: RelyingParty, database: Database) -> None:
    create(rp, kind="private", name="Jana Hafen", reference="A" * 200)

    assert database.one(select(Organization.kind)) == "private"


@pytest.mark.parametrize("name", ["kind", "language"])
def test_a_refusal_names_the_parameter(rp: RelyingParty, name: str) -> None:
    assert f"The parameter {name} must be one of" in create(rp, **{name: "other"})["error_description"]


def test_the_row_of_a_parallel_request_is_the_answer(rp: RelyingParty, database: Database, client: PageClient) -> None:
    """As if the other one had been stored after this one has looked."""
    told = create(rp)
    order = parse_order(ORDER, {}, "de")

    with client.application.app_context(), transaction() as session:
        answer = order_organization(session, order, rp.client_id, operator())

    assert answer == (told["organization"], False)
    assert database.count(Organization) == 1


def test_a_reference_is_one_of_its_client(rp: RelyingParty, database: Database, client: PageClient) -> None:
    other = create_relying_party(database, client, creates_organizations=True)
    assert create(rp)["organization"] != create(other)["organization"]


def test_the_reference_of_a_deleted_organization_makes_no_other(rp: RelyingParty, database: Database) -> None:
    """A request that waits in a queue must not bring a deleted customer back."""
    create(rp)
    with database.transaction() as session:
        session.execute(delete(Organization))

    answer = rp.post(PATH, ORDER)

    assert (answer.status_code, answer.get_json()["error"]) == (410, "organization_deleted")
    assert database.count(Organization) == 0
    assert create(rp, reference="A-2")["created"] is True


@pytest.mark.parametrize(
    "wrong",
    [
        {"reference": ""},
        {"reference": "A" * 201},
        {"kind": "club"},
        {"kind": ""},
        {"name": ""},
        {"name": "N" * 201},
        {"products": "wiki pitch"},
        {"customer_number": "-"},
        {"administrator": "jana"},
        {"language": "fr"},
    ],
    ids=lambda wrong: " ".join(wrong),
)
def test_anything_else_is_refused(rp: RelyingParty, database: Database, wrong: dict[str, str]) -> None:
    """Products of another portal among it."""
    answer = rp.post(PATH, ORDER | wrong)

    assert (answer.status_code, answer.get_json()["error"]) == (400, "invalid_request")
    assert next(iter(wrong)).removesuffix("s") in answer.get_json()["error_description"]
    assert (database.count(Organization), database.count(OrganizationOrder)) == (0, 0)


def test_a_client_that_is_not_registered_for_it_creates_nothing(database: Database, client: PageClient) -> None:
    answer = create_relying_party(database, client, holds_organizations=True).post(PATH, ORDER)

    assert (answer.status_code, answer.get_json()["error"]) == (400, "unauthorized_client")
    assert database.count(Organization) == 0


def test_a_client_without_a_secret_is_refused(database: Database, client: PageClient) -> None:
    public = create_relying_party(database, client, creates_organizations=True, token_endpoint_auth_method="none")
    assert public.post(PATH, ORDER).get_json()["error"] == "invalid_client"
    assert database.count(Organization) == 0


def test_an_application_creates_no_more_than_its_limit(
    make_app: Callable[..., Application], database: Database
) -> None:
    browser = make_app(portals=PORTALS, throttle={"organizations_per_client": 2}).test_client()
    assert isinstance(browser, PageClient)
    rp = create_relying_party(database, browser, creates_organizations=True)
    for reference in ("A-1", "A-2"):
        create(rp, reference=reference)

    refused = rp.post(PATH, ORDER | {"reference": "A-3"})

    assert (refused.status_code, refused.get_json()["error"]) == (429, "temporarily_unavailable")
    assert database.count(Organization) == 2
    assert create(rp)["created"] is False, "what was created before is answered still"


def test_an_address_gets_no_more_invitations_than_its_limit(
    make_app: Callable[..., Application], database: Database
) -> None:
    browser = make_app(portals=PORTALS, throttle={"mails_per_address": 1}).test_client()
    assert isinstance(browser, PageClient)
    rp = create_relying_party(database, browser, creates_organizations=True)
    create(rp, administrator=CHIEF)

    assert rp.post(PATH, ORDER | {"reference": "A-2", "administrator": CHIEF}).status_code == 429
    assert (database.count(Organization), database.count(OutboxMail)) == (1, 1)
