"""Deleting an organization: what holds it, the request, the waiting time, and what is left."""

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from sqlalchemy import select
from time_machine import Traveller

from idp.accounts.models import Account
from idp.actors import Forbidden, Permission
from idp.audit.models import AuditEvent
from idp.infrastructure.clock import current_time
from idp.infrastructure.web.application import Application
from idp.organizations.deletion.errors import OnlyRepresentativeDeletes, OrganizationHeld, UnknownHold
from idp.organizations.deletion.execution import delete_due_organizations, delete_organization_if_due
from idp.organizations.deletion.holds import clear_hold, read_holds, set_hold
from idp.organizations.deletion.models import OrganizationHold
from idp.organizations.deletion.request import cancel_organization_deletion, request_organization_deletion
from idp.organizations.errors import AdministratorNeeded, OrganizationNotFound
from idp.organizations.models import Membership, Organization
from tests.factories.accounts import create_account
from tests.factories.actors import operator, person_actor
from tests.factories.organizations import create_organization, join
from tests.provisioning.databases import Database
from tests.provisioning.mailbox import Mailbox

WAITING = timedelta(days=14)
HOLDS = {"unpaid_invoices": {"title": {"de": "Offene Rechnungen", "en": "Unpaid invoices"}}, "balance": {}}


@pytest.fixture
def app(make_app: Callable[..., Application], clock: Traveller) -> Iterator[Application]:
    app = make_app(portals={"shop": {"holds": HOLDS}})
    with app.test_request_context():
        yield app


@pytest.fixture
def chief(app: Application, database: Database) -> Account:
    return create_account(database, language="en")


@pytest.fixture
def second(app: Application, database: Database) -> Account:
    return create_account(database, language="en")


@pytest.fixture
def member(app: Application, database: Database) -> Account:
    return create_account(database, language="en")


@pytest.fixture
def organization(database: Database, chief: Account, second: Account, member: Account) -> Organization:
    made = create_organization(database, "Hafenwerk GmbH", representative_id=chief.id)
    join(database, made, chief, role="administrator")
    join(database, made, second, role="administrator")
    join(database, made, member)
    return made


def request(database: Database, organization: Organization, account: Account) -> None:
    with database.transaction() as session:
        request_organization_deletion(session, organization.id, WAITING, person_actor(account.id))


def hold(database: Database, organization: Organization, key: str = "unpaid_invoices") -> bool:
    with database.transaction() as session:
        return set_hold(session, organization.id, "shop", key, operator())


def stored(database: Database, organization: Organization) -> Organization | None:
    return next(iter(database.rows(select(Organization).where(Organization.id == organization.id))), None)


def recipients(mailbox: Mailbox, subject: str) -> set[str]:
    return {mail.recipient for mail in mailbox.mails if mail.subject == subject}


def test_it_is_deleted_after_the_waiting_time(
    database: Database, chief: Account, organization: Organization, clock: Traveller
) -> None:
    """Issue 10, item 8."""
    other = create_organization(database, "Lindenhof eG")
    join(database, other, chief)
    request(database, organization, chief)
    clock.shift(WAITING - timedelta(seconds=1))
    delete_due_organizations()
    assert stored(database, organization) is not None

    clock.shift(timedelta(seconds=1))
    delete_due_organizations()

    assert stored(database, organization) is None
    assert [each.organization_id for each in database.rows(select(Membership))] == [other.id]
    event = database.one(select(AuditEvent).where(AuditEvent.action == "organization.deleted"))
    assert event.details == {"name": "Hafenwerk GmbH", "members": 3}


def test_its_administrators_are_told_and_later_all_its_members(
    database: Database,
    mailbox: Mailbox,
    chief: Account,
    second: Account,
    member: Account,
    organization: Organization,
    clock: Traveller,
) -> None:
    request(database, organization, chief)
    assert recipients(mailbox, "Hafenwerk GmbH will be deleted") == {chief.email, second.email}

    clock.shift(WAITING)
    delete_due_organizations()
    assert recipients(mailbox, "Hafenwerk GmbH was deleted") == {chief.email, second.email, member.email}


def test_a_second_request_puts_nothing_off(
    database: Database, chief: Account, organization: Organization, clock: Traveller
) -> None:
    request(database, organization, chief)
    first = stored(database, organization)
    clock.shift(timedelta(days=1))
    request(database, organization, chief)
    again = stored(database, organization)
    assert first and again and first.delete_after == again.delete_after


def test_every_administrator_can_keep_it(
    database: Database, chief: Account, second: Account, organization: Organization, clock: Traveller
) -> None:
    request(database, organization, chief)
    with database.transaction() as session:
        assert cancel_organization_deletion(session, organization.id, person_actor(second.id))
    with database.transaction() as session:
        assert not cancel_organization_deletion(session, organization.id, person_actor(second.id))
    clock.shift(WAITING)
    delete_due_organizations()
    assert stored(database, organization) is not None


def test_what_was_due_is_looked_at_once_more_under_the_lock(
    database: Database, chief: Account, organization: Organization, clock: Traveller
) -> None:
    """Another worker may have found it due before it was kept, or was requested anew since."""

    def carry_out() -> bool:
        with database.transaction() as session:
            return delete_organization_if_due(session, organization.id, current_time())

    assert not carry_out()
    request(database, organization, chief)
    assert not carry_out()
    clock.shift(WAITING)
    assert carry_out()
    assert not carry_out()


def test_only_its_representative_requests_it(
    database: Database, chief: Account, second: Account, member: Account, organization: Organization
) -> None:
    stranger = create_account(database)
    refusals = {second: OnlyRepresentativeDeletes, member: AdministratorNeeded, stranger: OrganizationNotFound}
    for account, refusal in refusals.items():
        with pytest.raises(refusal):
            request(database, organization, account)
    found = stored(database, organization)
    assert found and found.delete_after is None

    request(database, organization, chief)
    with database.transaction() as session, pytest.raises(AdministratorNeeded):
        cancel_organization_deletion(session, organization.id, person_actor(member.id))


def test_a_hold_refuses_the_request(database: Database, chief: Account, organization: Organization) -> None:
    """Issue 10, item 8."""
    assert hold(database, organization)
    assert not hold(database, organization)
    with pytest.raises(OrganizationHeld):
        request(database, organization, chief)

    with database.transaction() as session:
        assert clear_hold(session, organization.id, "shop", "unpaid_invoices", operator())
        assert not clear_hold(session, organization.id, "shop", "unpaid_invoices", operator())
    request(database, organization, chief)
    found = stored(database, organization)
    assert found and found.delete_after == current_time() + WAITING


def test_a_hold_that_comes_later_keeps_it_until_it_is_cleared(
    database: Database, chief: Account, organization: Organization, clock: Traveller
) -> None:
    request(database, organization, chief)
    hold(database, organization)
    clock.shift(WAITING)
    delete_due_organizations()
    with database.transaction() as session:
        assert not delete_organization_if_due(session, organization.id, current_time())
    assert stored(database, organization) is not None

    with database.transaction() as session:
        clear_hold(session, organization.id, "shop", "unpaid_invoices", operator())
    delete_due_organizations()
    assert stored(database, organization) is None


def test_a_hold_of_a_portal_that_is_gone_still_holds(
    database: Database, chief: Account, organization: Organization
) -> None:
    database.save(OrganizationHold(organization_id=organization.id, portal="former", hold="balance"))
    with database.transaction() as session:
        assert [(each.portal, each.key, each.described) for each in read_holds(session, organization.id)] == [
            ("former", "balance", None)
        ]
    with pytest.raises(OrganizationHeld):
        request(database, organization, chief)


def test_only_declared_holds_are_set_and_by_operators_alone(database: Database, organization: Organization) -> None:
    with pytest.raises(UnknownHold):
        hold(database, organization, "mood")
    for change in (set_hold, clear_hold):
        with database.transaction() as session, pytest.raises(Forbidden):
            change(session, organization.id, "shop", "balance", operator(Permission.ORGANIZATIONS_READ))
    assert database.count(OrganizationHold) == 0
