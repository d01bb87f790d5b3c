"""A customer whose organization has two administrators, and a person who registers with the customer's number."""

from collections.abc import Callable

import pytest
from sqlalchemy import select

from idp.accounts.models import Account
from idp.infrastructure.web.application import Application
from idp.organizations.models import Organization
from idp.registration.models import Registration
from tests.factories.accounts import create_account
from tests.factories.customers import create_record
from tests.factories.journeys import BY_CUSTOMER
from tests.factories.organizations import create_organization, join
from tests.factories.registration_pages import EMAIL
from tests.provisioning.databases import Database
from tests.provisioning.mailbox import Mailbox
from tests.provisioning.pages import PageClient

Register = Callable[[], str]


@pytest.fixture
def app(make_app: Callable[..., Application]) -> Application:
    return make_app(**BY_CUSTOMER)


@pytest.fixture
def organization(database: Database) -> Organization:
    organization = create_organization(database, "Praxis am Markt")
    create_record(database, "4711", name="Praxis am Markt GbR", postcodes=("20095",), organization_id=organization.id)
    return organization


@pytest.fixture
def chief(database: Database, organization: Organization) -> Account:
    account = create_account(database, language="en", given_name="Grete", family_name="Hafen")
    join(database, organization, account, role="administrator")
    return account


@pytest.fixture
def second(database: Database, organization: Organization) -> Account:
    account = create_account(database, language="en", given_name="Jonas", family_name="Brandt")
    join(database, organization, account, role="administrator")
    return account


@pytest.fixture
def register(app: Application, client: PageClient, database: Database, mailbox: Mailbox) -> Register:
    """``register()``: the id of a registration whose address is confirmed, in the browser of ``client``."""

    def run() -> str:
        entry = {"email": EMAIL, "evidence_customer_number": "4711", "evidence_postcode": "20095"}
        page = client.submit(client.get("/register"), entry, follow_redirects=True)
        page = client.submit(page, {"given_name": "Petra", "family_name": "Lang"}, follow_redirects=True)
        client.submit(page, {"code": mailbox.to(EMAIL)[-1].code}, follow_redirects=True)
        registration_id: str = database.one(select(Registration.id))
        return registration_id

    return run
