"""An account shows evidence of a further customer, whose administrators decide about the membership."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from idp.accounts.models import Account
from idp.administration.registrations import approve_registration
from idp.admissions import withdraw_admission
from idp.admissions.models import AdmissionRecord
from idp.customers.links import linked_accounts
from idp.customers.models import CustomerLink, CustomerRecord
from idp.infrastructure.database import transaction
from idp.infrastructure.web.application import Application
from idp.organizations.active.models import LastOrganization
from idp.organizations.join_requests.models import JoinRequest
from idp.organizations.members.granting import MembershipGrant
from idp.organizations.members.right import Right
from idp.organizations.models import Membership, Organization
from idp.registration.customer_approval.deciding import approve_for_organization
from idp.registration.models import Registration
from tests.factories.accounts import create_account
from tests.factories.actors import operator, person_actor
from tests.factories.admissions import create_admission
from tests.factories.customers import create_record, save_link
from tests.factories.journeys import BY_NUMBER, portal_of
from tests.factories.organizations import create_membership, join
from tests.factories.registration_pages import register
from tests.factories.sessions import sign_in
from tests.provisioning.databases import Database
from tests.provisioning.mailbox import Mailbox
from tests.provisioning.pages import PageClient, forms_of
from tests.provisioning.work import counted_work

ENTRY = {"evidence_customer_number": "4711", "evidence_postcode": "20095"}
AUTOMATIC = portal_of(pages=[["name", "email", "password"], ["evidence"]], evidence=BY_NUMBER)


@pytest.fixture
def app(make_app: Callable[..., Application]) -> Application:
    return make_app(**AUTOMATIC)


@pytest.fixture
def person(client: PageClient, database: Database) -> Account:
    """Signed in, and a member of another organization."""
    account = create_account(database)
    create_membership(database, account, name="Nordwind AG")
    sign_in(client, database, account)
    return account


@pytest.fixture
def admitted(database: Database, person: Account) -> Account:
    create_admission(database, person, "shop")
    return person


@pytest.fixture
def ask(client: PageClient, organization: Organization) -> Callable[..., TestResponse]:
    """``ask(entry)``: what comes of the evidence of the customer."""

    def run(**entry: str) -> TestResponse:
        return client.submit(client.get("/register/account?portal=shop"), {**ENTRY, **entry})

    return run


@contextmanager
def acting(app: Application) -> Iterator[Session]:
    with app.test_request_context(base_url=app.settings.issuer), transaction() as session:
        yield session


def approve(app: Application, database: Database, chief: Account, grant: MembershipGrant) -> None:
    waiting = database.one(select(Registration))
    with acting(app) as session:
        approve_for_organization(session, waiting.organization_id, waiting.id, grant, person_actor(chief.id))


def memberships(database: Database, account: Account) -> dict[str, Membership]:
    found = database.rows(select(Membership).where(Membership.account_id == account.id))
    return {each.organization_id: each for each in found}


def test_the_administrators_of_the_customer_are_asked(
    client: PageClient,
    ask: Callable[..., TestResponse],
    database: Database,
    chief: Account,
    person: Account,
    mailbox: Mailbox,
) -> None:
    """Also at a portal that asks for no approval."""
    shown = client.get(ask().location)

    assert "Ihre Anfrage wurde gesendet" in shown.text
    assert database.one(select(Registration.state)) == "awaiting_approval"
    assert (mailbox.only.message, mailbox.only.recipient) == ("registration_to_approve", chief.email)
    assert database.rows(select(AdmissionRecord)) == database.rows(select(CustomerLink)) == []


def test_they_let_the_account_in_with_rights_and_it_keeps_its_other_membership(
    app: Application,
    ask: Callable[..., TestResponse],
    database: Database,
    organization: Organization,
    chief: Account,
    person: Account,
) -> None:
    before = set(memberships(database, person))
    ask()
    approve(app, database, chief, MembershipGrant(Right(billing=True)))

    after = memberships(database, person)
    assert set(after) == before | {organization.id}
    assert after[organization.id].billing is True
    assert [each.account_id for each in database.rows(select(CustomerLink))] == [person.id]
    assert database.one(select(AdmissionRecord.state)) == "admitted"


def test_an_account_that_has_access_shows_the_evidence_alone(
    app: Application,
    client: PageClient,
    ask: Callable[..., TestResponse],
    database: Database,
    organization: Organization,
    chief: Account,
    admitted: Account,
) -> None:
    """It keeps acting for the organization that it has chosen, and a request of the other kind has its answer, too."""
    database.save(JoinRequest(organization_id=organization.id, account_id=admitted.id, portal="shop", state="open"))
    own = next(iter(memberships(database, admitted)))
    database.save(LastOrganization(account_id=admitted.id, portal="shop", organization_id=own))
    page = client.get("/register/account?portal=shop")
    names = {name for form in forms_of(page) for name in form.fields}
    assert names >= set(ENTRY)
    assert names.isdisjoint({"email", "given_name", "password"})
    ask()
    approve(app, database, chief, MembershipGrant())

    assert set(memberships(database, admitted)) == {own, organization.id}
    assert database.one(select(LastOrganization.organization_id)) == own
    assert database.one(select(JoinRequest.state)) == "approved"


def test_the_administrators_give_no_access_that_was_withdrawn_meanwhile(
    app: Application, ask: Callable[..., TestResponse], database: Database, chief: Account, admitted: Account
) -> None:
    ask()
    with acting(app) as session:
        withdraw_admission(session, admitted.id, "shop", operator())
    approve(app, database, chief, MembershipGrant())

    assert database.one(select(AdmissionRecord.state)) == "withdrawn"


def test_operators_decide_where_the_organization_has_no_administrator(
    app: Application,
    ask: Callable[..., TestResponse],
    database: Database,
    organization: Organization,
    admitted: Account,
) -> None:
    ask()
    waiting = database.one(select(Registration))
    assert waiting.escalated_at is not None
    with acting(app) as session:
        approve_registration(session, waiting.id, operator())

    assert memberships(database, admitted)[organization.id].role == "member"


def test_a_member_needs_no_one_for_a_further_customer_number(
    ask: Callable[..., TestResponse], database: Database, organization: Organization, person: Account
) -> None:
    create_record(database, "4712", postcodes=("20095",), organization_id=organization.id)
    join(database, organization, person)
    for number in ("4711", "4712"):
        ask(evidence_customer_number=number)

    assert database.rows(select(Registration.state)) == ["completed"] * 2
    assert len(database.rows(select(CustomerLink))) == 2


@pytest.mark.usefixtures("admitted")
def test_a_customer_without_organization_is_linked_as_before(client: PageClient, database: Database) -> None:
    record = create_record(database, "4711", postcodes=("20095",))
    client.submit(client.get("/register/account?portal=shop"), ENTRY)
    assert len(linked(database, record)) == 1


def test_the_place_of_the_account_itself_makes_the_customer_not_full(
    ask: Callable[..., TestResponse], database: Database, organization: Organization, person: Account
) -> None:
    """A portal that shares the register may have linked it before."""
    save_link(database, person, database.one(select(CustomerRecord)))
    join(database, organization, person)
    ask()
    assert database.one(select(Registration.state)) == "completed"


def linked(database: Database, record: CustomerRecord) -> list[str]:
    with database.transaction() as session:
        return list(linked_accounts(session, record.id))


def other_app(make_app: Callable[..., Application], **registration: Any) -> PageClient:
    return make_app(**portal_of(**AUTOMATIC["portals"]["shop"]["registration"] | registration)).test_client()


def test_who_has_access_is_not_given_to_operators_without_evidence(
    make_app: Callable[..., Application], database: Database, organization: Organization
) -> None:
    client, account = other_app(make_app, without_evidence="approval"), create_account(database)
    create_admission(database, account, "shop")
    sign_in(client, database, account)
    page = client.get("/register/account?portal=shop")

    assert client.submit(page, ENTRY | {"evidence_postcode": "1"}).status_code == 422


@pytest.mark.parametrize(("is_admitted", "by_customer"), [(False, False), (True, True)])
def test_access_that_operators_give_is_theirs_to_decide(
    make_app: Callable[..., Application],
    database: Database,
    organization: Organization,
    *,
    is_admitted: bool,
    by_customer: bool,
) -> None:
    """The administrators decide about the membership of who has it."""
    client, account = other_app(make_app, approval="operators"), create_account(database)
    if is_admitted:
        create_admission(database, account, "shop")
    sign_in(client, database, account)
    client.submit(client.get("/register/account?portal=shop"), ENTRY)

    assert database.one(select(Registration.organization_id)) == (organization.id if by_customer else None)


@pytest.mark.threat(43)
def test_without_sign_in_the_address_of_an_account_is_answered_like_a_new_one(
    app: Application, database: Database, organization: Organization, chief: Account, mailbox: Mailbox
) -> None:
    """One mail each, for the same work; no one else is told, and nothing waits."""
    account = create_account(database)
    create_membership(database, account, name="Nordwind AG")
    seen = []
    with app.app_context():
        engine = app.extensions["sqlalchemy"].engine
    for email in ("before@example.test", account.email, "absent@example.test"):
        client = app.test_client()
        page = register(client, email=email)
        with counted_work(engine) as work:
            answer = client.submit(page, ENTRY)
        seen.append((answer.status_code, work.kinds[:-1], len(mailbox.to(email))))

    assert seen[1] == seen[2]
    assert seen[1][2] == 1
    assert len(mailbox.mails) == 3
    assert set(database.rows(select(Registration.state))) == {"submitted"}
