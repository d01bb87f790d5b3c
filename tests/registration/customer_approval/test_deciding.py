"""Who decides about a registration of a customer's person, and that one decision holds."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from idp.accounts.models import Account
from idp.administration.errors import RegistrationNotOpen
from idp.administration.registrations import approve_registration, refuse_registration
from idp.audit.models import AuditEvent
from idp.customers.links import linked_accounts
from idp.customers.models import CustomerLink, CustomerRecord
from idp.infrastructure.clock import current_time
from idp.infrastructure.database import transaction
from idp.infrastructure.errors import DomainError
from idp.infrastructure.web.application import Application
from idp.organizations.members.granting import MembershipGrant
from idp.organizations.members.right import Right
from idp.organizations.models import MemberRole, Membership, Organization
from idp.organizations.policies.errors import AddressNotAllowed
from idp.registration.customer_approval.deciding import approve_for_organization, is_waiting, refuse_for_organization
from idp.registration.customer_approval.errors import RegistrationDecided
from idp.registration.models import Registration
from tests.factories.accounts import create_account
from tests.factories.actors import operator, person_actor
from tests.factories.customers import create_record
from tests.factories.journeys import BY_CUSTOMER
from tests.factories.organizations import create_organization, join
from tests.factories.registration_pages import EMAIL, NEW_PASSWORD, open_link
from tests.provisioning.databases import Database
from tests.provisioning.mailbox import Mailbox
from tests.provisioning.pages import PageClient
from tests.registration.customer_approval.conftest import Register
from tests.security.racing import race

pytestmark = pytest.mark.threat(69)
Decide = Callable[[Session, str, str, Any], object]


def approve(session: Session, organization_id: str, registration_id: str, actor: Any) -> object:
    return approve_for_organization(session, organization_id, registration_id, MembershipGrant(), actor)


def refuse(session: Session, organization_id: str, registration_id: str, actor: Any) -> object:
    return refuse_for_organization(session, organization_id, registration_id, "no", actor)


@contextmanager
def acting(app: Application) -> Iterator[Session]:
    with app.test_request_context(base_url=app.settings.issuer), transaction() as session:
        yield session


def state_of(database: Database) -> str:
    return database.one(select(Registration.state))


def complete(client: PageClient, mailbox: Mailbox) -> None:
    client.submit(open_link(client, mailbox.to(EMAIL)[-1].link), {"password": NEW_PASSWORD}, follow_redirects=True)


@pytest.mark.parametrize("decide", [approve, refuse])
def test_who_may_not_decide_decides_nothing(
    app: Application, database: Database, organization: Organization, chief: Account, register: Register, decide: Decide
) -> None:
    """The person, a member, an administrator of another organization with either id, and an administrator where the
    legal representative alone lets people in."""
    registration_id = register()
    person, member, elsewhere = create_account(database), create_account(database), create_account(database)
    other = create_organization(database, "Andere GmbH")
    join(database, organization, member)
    join(database, other, elsewhere, role="administrator")
    attempts = [(person, organization), (member, organization), (elsewhere, organization), (elsewhere, other)]
    for account, where in attempts:
        with pytest.raises(DomainError) as refused, acting(app) as session:
            decide(session, where.id, registration_id, person_actor(account.id))
        assert refused.value.status in {403, 404}
    database.change(organization, let_in_by="representative")
    with pytest.raises(DomainError) as refused, acting(app) as session:
        decide(session, organization.id, registration_id, person_actor(chief.id))
    assert refused.value.status == 403

    assert state_of(database) == "awaiting_approval"


@pytest.mark.parametrize("decide", [approve, refuse])
@pytest.mark.parametrize("is_by_account", [True, False])
def test_no_one_decides_on_their_own_registration(
    app: Application,
    database: Database,
    organization: Organization,
    chief: Account,
    second: Account,
    register: Register,
    decide: Decide,
    *,
    is_by_account: bool,
) -> None:
    """An administrator who asks for access to a further portal, and one who got the address meanwhile."""
    registration_id = register()
    if is_by_account:
        change = {"is_of_account": True, "account_id": second.id}
        database.change(database.one(select(Registration)), **change)
    else:
        database.change(second, email=EMAIL)
    with pytest.raises(DomainError) as refused, acting(app) as session:
        decide(session, organization.id, registration_id, person_actor(second.id))
    assert refused.value.status == 403


def test_of_two_administrators_at_once_one_decides(
    app: Application,
    database: Database,
    organization: Organization,
    chief: Account,
    second: Account,
    register: Register,
    mailbox: Mailbox,
) -> None:
    registration_id = register()
    acts = [(approve, person_actor(chief.id)), (refuse, person_actor(second.id))]

    def decide(number: int) -> str:
        act, actor = acts[number]
        try:
            with acting(app) as session:
                act(session, organization.id, registration_id, actor)
        except RegistrationDecided:
            return "too late"
        return "decided"

    assert sorted(race(2, decide)) == ["decided", "too late"]
    assert state_of(database) in {"approved", "refused"}
    assert len(mailbox.to(EMAIL)) == 2
    decisions = select(AuditEvent.id).where(AuditEvent.action.in_(["registration.approved", "registration.refused"]))
    assert len(database.rows(decisions)) == 1


def test_of_an_operator_and_an_administrator_at_once_one_decides(
    app: Application,
    database: Database,
    organization: Organization,
    chief: Account,
    register: Register,
    mailbox: Mailbox,
) -> None:
    registration_id = register()

    def decide(number: int) -> str:
        try:
            with acting(app) as session:
                if number:
                    approve(session, organization.id, registration_id, person_actor(chief.id))
                else:
                    refuse_registration(session, registration_id, "no", operator())
        except (RegistrationDecided, RegistrationNotOpen):
            return "too late"
        return "decided"

    assert sorted(race(2, decide)) == ["decided", "too late"]
    assert len(mailbox.to(EMAIL)) == 2


def test_an_expired_one_is_not_approved(
    app: Application, clock: Any, database: Database, organization: Organization, chief: Account, register: Register
) -> None:
    registration_id = register()
    clock.shift(31 * 24 * 60 * 60)
    with pytest.raises(RegistrationDecided), acting(app) as session:
        approve(session, organization.id, registration_id, person_actor(chief.id))


def test_whom_the_organization_does_not_take_is_not_approved(
    app: Application, database: Database, organization: Organization, chief: Account, register: Register
) -> None:
    registration_id = register()
    database.change(organization, email_domains=("praxis.example",))
    for service in (approve, lambda session, _id, one, _actor: approve_registration(session, one, operator())):
        with pytest.raises(AddressNotAllowed), acting(app) as session:
            service(session, organization.id, registration_id, person_actor(chief.id))


@pytest.mark.parametrize("change", ["policy", "organization"])
def test_whom_the_organization_does_not_take_any_more_is_decided_anew(
    app: Application,
    client: PageClient,
    database: Database,
    organization: Organization,
    chief: Account,
    register: Register,
    mailbox: Mailbox,
    change: str,
) -> None:
    registration_id = register()
    with acting(app) as session:
        approve(session, organization.id, registration_id, person_actor(chief.id))
    if change == "policy":
        database.change(organization, email_domains=("praxis.example",))
    else:
        with database.transaction() as session:
            session.execute(delete(Organization).where(Organization.id == organization.id))
    complete(client, mailbox)

    row = database.one(select(Registration))
    assert (row.state, row.granted, row.decided_by_id) == ("awaiting_approval", None, None)
    assert row.organization_id == (organization.id if change == "policy" else None)
    assert database.rows(select(Account.id).where(Account.email == EMAIL)) == []


@pytest.mark.parametrize("case", ["no organization", "no administrator", "disabled", "no representative"])
def test_where_no_administrator_can_decide_operators_do(
    app: Application, database: Database, register: Register, mailbox: Mailbox, case: str
) -> None:
    organization = create_organization(database, "Praxis am Markt")
    kept = None if case == "no organization" else organization.id
    create_record(database, "4711", postcodes=("20095",), organization_id=kept)
    member = create_account(database)
    if case == "disabled":
        join(database, organization, create_account(database, disabled_at=member.created_at), role="administrator")
    if case == "no representative":
        database.change(organization, let_in_by="representative", representative_id=None)
        join(database, organization, member, role="administrator")
    registration_id = register()

    row = database.one(select(Registration))
    assert (row.state, row.organization_id) == ("awaiting_approval", kept)
    assert (row.escalated_at is not None) == (kept is not None)
    assert len(mailbox) == 1
    with acting(app) as session:
        approve_registration(session, registration_id, operator(), MembershipGrant(Right(billing=True)))
    assert database.one(select(Registration.decided_by_id)) is None


def test_whom_an_operator_approves_belongs_to_the_organization_as_well(
    app: Application,
    client: PageClient,
    database: Database,
    organization: Organization,
    register: Register,
    mailbox: Mailbox,
) -> None:
    registration_id = register()
    with acting(app) as session:
        approve_registration(session, registration_id, operator(), MembershipGrant(Right(billing=True)))
    assert "Administratoren" not in mailbox.to(EMAIL)[-1].text
    complete(client, mailbox)

    membership = database.one(select(Membership))
    assert (membership.organization_id, membership.role, membership.billing) == (organization.id, "member", True)


def test_an_approval_allows_the_customer_one_account_more(
    app: Application,
    client: PageClient,
    database: Database,
    organization: Organization,
    chief: Account,
    register: Register,
    mailbox: Mailbox,
) -> None:
    with database.transaction() as session:
        customer = session.scalars(select(CustomerRecord)).one()
        session.add(CustomerLink(customer_id=customer.id, account_id=chief.id))
    registration_id = register()
    with acting(app) as session:
        approve(session, organization.id, registration_id, person_actor(chief.id))
    complete(client, mailbox)

    assert state_of(database) == "completed"
    with database.transaction() as session:
        assert len(linked_accounts(session, customer.id)) == 2


def test_a_member_who_asks_for_access_keeps_the_right_that_is_there(
    app: Application,
    client: PageClient,
    database: Database,
    organization: Organization,
    chief: Account,
    register: Register,
    mailbox: Mailbox,
) -> None:
    registration_id = register()
    member = create_account(database)
    join(database, organization, member, billing=True)
    database.change(database.one(select(Registration)), is_of_account=True, account_id=member.id)
    with acting(app) as session:
        approve(session, organization.id, registration_id, person_actor(chief.id))

    assert state_of(database) == "completed"
    assert database.one(select(Membership.billing).where(Membership.account_id == member.id)) is True


def test_where_nothing_more_is_asked_the_account_is_ready_with_the_approval(
    make_app: Callable[..., Application],
    database: Database,
    organization: Organization,
    chief: Account,
    mailbox: Mailbox,
) -> None:
    portal = BY_CUSTOMER["portals"]["shop"]
    registration = portal["registration"] | {"pages": [["email", "evidence", "name", "password"]], "completion": []}
    app = make_app(**BY_CUSTOMER | {"portals": {"shop": portal | {"registration": registration}}})
    client = app.test_client()
    entry = {"email": EMAIL, "evidence_customer_number": "4711", "evidence_postcode": "20095"}
    entry |= {"given_name": "Petra", "family_name": "Lang", "password": NEW_PASSWORD}
    page = client.submit(client.get("/register"), entry, follow_redirects=True)
    client.submit(page, {"code": mailbox.to(EMAIL)[-1].code}, follow_redirects=True)
    with acting(app) as session:
        grant = MembershipGrant(Right(billing=True))
        row = database.one(select(Registration.id))
        approve_for_organization(session, organization.id, row, grant, person_actor(chief.id))

    assert mailbox.to(EMAIL)[-1].message == "registration_approved"
    account_id = database.one(select(Account.id).where(Account.email == EMAIL))
    assert database.one(select(Membership.billing).where(Membership.account_id == account_id)) is True


def test_where_operators_decide_no_administrator_is_asked(
    make_app: Callable[..., Application],
    database: Database,
    organization: Organization,
    chief: Account,
    client: PageClient,
    mailbox: Mailbox,
) -> None:
    by_operators = BY_CUSTOMER["portals"]["shop"]["registration"] | {"approval": "operators"}
    portal = BY_CUSTOMER["portals"]["shop"] | {"registration": by_operators}
    client = make_app(registers=BY_CUSTOMER["registers"], portals={"shop": portal}).test_client()
    entry = {"email": EMAIL, "evidence_customer_number": "4711", "evidence_postcode": "20095"}
    page = client.submit(client.get("/register"), entry, follow_redirects=True)
    page = client.submit(page, {"given_name": "Petra", "family_name": "Lang"}, follow_redirects=True)
    client.submit(page, {"code": mailbox.to(EMAIL)[-1].code}, follow_redirects=True)

    row = database.one(select(Registration))
    assert (row.state, row.organization_id) == ("awaiting_approval", None)
    assert mailbox.to(chief.email) == []


@pytest.mark.parametrize(("decide", "action"), [(approve, "registration.approved"), (refuse, "registration.refused")])
def test_the_organization_and_the_registration_keep_who_decided_at_which_portal(
    app: Application,
    database: Database,
    organization: Organization,
    chief: Account,
    register: Register,
    decide: Decide,
    action: str,
) -> None:
    registration_id = register()
    with acting(app) as session:
        decide(session, organization.id, registration_id, person_actor(chief.id))

    assert database.one(select(Registration.decided_by_id)) == chief.id
    for each in ("registration.awaits_approval", action):
        event = database.one(select(AuditEvent).where(AuditEvent.action == each))
        assert (event.organization_id, event.portal) == (organization.id, "shop")


def test_an_approval_keeps_the_right_and_a_refusal_one_line_of_its_reason(
    app: Application, database: Database, organization: Organization, chief: Account, register: Register
) -> None:
    registration_id = register()
    with acting(app) as session:
        grant = MembershipGrant(Right(MemberRole.ADMINISTRATOR))
        approve_for_organization(session, organization.id, registration_id, grant, person_actor(chief.id))
    event = database.one(select(AuditEvent).where(AuditEvent.action == "registration.approved"))
    assert event.details["role"] == "administrator"

    database.change(database.one(select(Registration)), state="awaiting_approval")
    with acting(app) as session:
        reason = f"{'x' * 299}\n{'y' * 9}"
        refuse_for_organization(session, organization.id, registration_id, reason, person_actor(chief.id))
    assert database.one(select(Registration.reason)) == f"{'x' * 299}…"


@pytest.mark.usefixtures("clock")
@pytest.mark.parametrize(("seconds_left", "waits"), [(0, False), (1, True)])
def test_it_waits_until_the_moment_at_which_it_expires(seconds_left: int, *, waits: bool) -> None:
    expires_at = current_time() + timedelta(seconds=seconds_left)
    assert is_waiting(Registration(state="awaiting_approval", expires_at=expires_at)) is waits
