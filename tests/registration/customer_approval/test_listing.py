"""What the deciders of an organization see of the registrations that wait for them."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from idp.accounts.models import Account
from idp.infrastructure.clock import current_time
from idp.infrastructure.database import transaction
from idp.infrastructure.database.keyset import Cursor
from idp.infrastructure.web.application import Application
from idp.organizations.models import Organization
from idp.registration.customer_approval.listing import Decided, describe, find_decision, read_waiting
from idp.registration.models import Registration
from tests.factories.journeys import BY_CUSTOMER
from tests.provisioning.databases import Database
from tests.registration.customer_approval.conftest import Register

pytestmark = pytest.mark.usefixtures("clock")
METER = {"type": "pattern", "pattern": "[0-9]{3}", "label": {"de": "Zählernummer", "en": "Meter number"}}
# A portal that has a label of its own for one of the numbers.
OWN_LABEL: dict[str, Any] = {
    "customer_number": {"label": {"de": "Kundennummer der Praxis", "en": "Customer number of the practice"}},
    "postcode": {},
}


def described(app: Application, database: Database) -> Any:
    with app.test_request_context(base_url=app.settings.issuer), transaction() as session:
        return describe(session, session.get_one(Registration, database.one(select(Registration.id))))


def test_what_was_entered_stands_beside_the_customer_and_the_portal(
    make_app: Callable[..., Application],
    database: Database,
    organization: Organization,
    chief: Account,
    register: Register,
) -> None:
    registration_id = register()
    own = {**BY_CUSTOMER, "portals": {"shop": {**BY_CUSTOMER["portals"]["shop"], "name": "Der Laden"}}}
    registration = {**own["portals"]["shop"]["registration"], "evidence": OWN_LABEL}
    app = make_app(
        registers=own["registers"], portals={"shop": {**own["portals"]["shop"], "registration": registration}}
    )

    waiting = described(app, database)
    assert waiting.facts == (
        ("Kunde", "Praxis am Markt GbR, 4711"),
        ("Kundennummer der Praxis, wie eingegeben", "4711"),
        ("Postleitzahl, wie eingegeben", "20095"),
        ("Portal", "Der Laden"),
    )
    assert (waiting.id, waiting.name, waiting.asked_at) == (registration_id, "Petra Lang", current_time())


@pytest.mark.parametrize(
    ("change", "is_listed"),
    [
        ({}, True),
        ({"state": "approved"}, False),
        ({"organization_id": None}, False),
        ({"expires_in": timedelta()}, False),
        ({"expires_in": timedelta(seconds=1)}, True),
    ],
)
def test_those_are_listed_that_wait(
    app: Application,
    database: Database,
    organization: Organization,
    chief: Account,
    register: Register,
    change: dict[str, Any],
    *,
    is_listed: bool,
) -> None:
    registration_id = register()
    if "expires_in" in change:
        change = {"expires_at": current_time() + change["expires_in"]}
    database.change(database.one(select(Registration)), **change)
    with app.test_request_context(base_url=app.settings.issuer), transaction() as session:
        page = read_waiting(session, organization.id, Cursor())
    assert [each.id for each in page.entries] == ([registration_id] if is_listed else [])


def test_a_decision_of_an_operator_names_no_account(database: Database) -> None:
    registration = Registration(state="refused", decided_at=current_time())
    with database.transaction() as session:
        assert find_decision(session, registration) == Decided(is_approved=False, by="", at=current_time(), reason="")
