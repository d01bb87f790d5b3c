"""One account at two portals: no token, answer, mail or page of one portal holds a value of the other.

Each portal has a field of its own, a register with a customer of the account, and an organization's customer number and
product. The values are made up anew for each run, and long enough to be in no answer by chance.
"""

import json
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import pytest
from sqlalchemy import select

from idp.accounts.models import Account
from idp.customers.links import link_account
from idp.customers.models import CustomerRecord
from idp.infrastructure.database import transaction
from idp.infrastructure.web.application import Application
from idp.mail.content import unwrap_content
from idp.mail.models import OutboxMail
from tests.factories.accounts import create_account
from tests.factories.actors import operator
from tests.factories.customers import create_record
from tests.factories.organizations import create_membership, give_at_portal
from tests.factories.registration_pages import EMAIL, NEW_PASSWORD, open_link
from tests.factories.relying_parties import create_relying_party
from tests.provisioning.databases import Database
from tests.provisioning.mailbox import Mailbox
from tests.provisioning.pages import PageClient, forms_of

SCOPE = "openid profile email organizations portal_profile"
PORTALS = ("shop", "forum")
PAGES = ("/register", "/register/account", "/signin", "/password-reset", "/", "/account", "/account/details")


@dataclass(frozen=True)
class Values:
    """What one portal alone knows of the account."""

    field: str
    number: str
    organization_number: str
    product: str

    @classmethod
    def made_up(cls) -> "Values":
        return cls(*(str(10**11 + secrets.randbelow(9 * 10**11)) for _ in range(4)))

    @property
    def told(self) -> set[str]:
        """What clients of the portal are told."""
        return {self.field, self.organization_number, self.product}

    def found_in(self, text: str) -> set[str]:
        every = (self.field, self.number, self.organization_number, self.product)
        return {value for value in every if value in text.replace("-", "")}


@pytest.fixture
def values() -> Mapping[str, Values]:
    return {portal: Values.made_up() for portal in PORTALS}


@pytest.fixture
def app(make_app: Callable[..., Application]) -> Application:
    registration = {
        "pages": [["name", "email", "evidence", "profile", "password"]],
        "evidence": {"customer_number": {}},
        "fields": {"costs": {"claim": "cost_center"}},
    }
    portals = {portal: {"customer_register": portal, "registration": registration} for portal in PORTALS}
    return make_app(registers={portal: {} for portal in PORTALS}, portals=portals)


@pytest.fixture
def person(
    app: Application, client: PageClient, database: Database, mailbox: Mailbox, values: Mapping[str, Values]
) -> Account:
    """Registered at the first portal, admitted to the second by its registration, member of one organization. At each
    portal, a further account was linked to the customer since, which is told by mail."""
    for portal, own in values.items():
        create_record(database, own.number, register=portal, accounts_allowed=2)
    first, second = (
        {"evidence_customer_number": values[portal].number, "profile_costs": values[portal].field} for portal in PORTALS
    )
    new = {"given_name": "Grace", "family_name": "Neu", "email": EMAIL, "password": NEW_PASSWORD}
    client.submit(client.get("/register?portal=shop"), {**new, **first})
    client.submit(open_link(client, mailbox.only.link), follow_redirects=True)
    page = client.get("/register/account?portal=forum")
    form = next(at for at, each in enumerate(forms_of(page)) if "profile_costs" in each.fields)
    client.submit(page, second, form=form)
    account = database.one(select(Account))
    membership = create_membership(database, account)
    for portal, own in values.items():
        number, products = own.organization_number, (own.product,)
        give_at_portal(database, membership, portal, number=number, products=products, own_products=products)
        link_another(app, database, portal)
    return account


def link_another(app: Application, database: Database, portal: str) -> None:
    other = create_account(database)
    record = database.one(select(CustomerRecord).where(CustomerRecord.register == portal))
    with app.test_request_context(base_url=app.settings.issuer), transaction() as session:
        link_account(session, other.id, record, operator().at_portal(portal))


def told_to(client: PageClient, database: Database, portal: str) -> str:
    """All that a client of the portal is told."""
    rp = create_relying_party(database, client, portal=portal, scope=SCOPE)
    tokens: dict[str, Any] = rp.obtain_tokens(scope=SCOPE)
    told = [
        rp.userinfo(tokens["access_token"]).get_json(),
        rp.read_id_token(tokens["id_token"]),
        rp.read_id_token(tokens["access_token"]),
        rp.introspect(tokens["access_token"]),
    ]
    return json.dumps(told)


def mails_of(database: Database, app: Application, portal: str) -> str:
    """The words of all mails in the portal's look."""
    mails = database.rows(select(OutboxMail).where(OutboxMail.portal == portal))
    contents = [unwrap_content(app.secret_box, mail.id, mail.wrapped_content or "") for mail in mails]
    return "".join(f"{content.text} {content.html}" for content in contents)


@pytest.mark.parametrize(("portal", "other"), [PORTALS, PORTALS[::-1]])
def test_what_belongs_to_one_portal_is_not_told_at_the_other(
    app: Application,
    client: PageClient,
    database: Database,
    person: Account,
    values: Mapping[str, Values],
    portal: str,
    other: str,
) -> None:
    told = told_to(client, database, portal)
    assert values[portal].found_in(told) == values[portal].told
    assert values[other].found_in(told) == set()

    mails = mails_of(database, app, portal)
    assert values[portal].found_in(mails) == {values[portal].number}
    assert values[other].found_in(mails) == set()
    for page in PAGES:
        shown = client.get(f"{page}?portal={portal}", follow_redirects=True)
        assert urlsplit(shown.request.url).netloc == urlsplit(app.settings.issuer).netloc
        assert values[other].found_in(shown.text) == set()
