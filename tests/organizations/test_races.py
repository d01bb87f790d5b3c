"""Changes of one organization at the same moment, on two connections: the second one waits, and counts anew."""

from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from time import monotonic, sleep

import pytest
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from idp.accounts.models import Account
from idp.infrastructure.web.application import Application
from idp.organizations.errors import AdministratorNeeded, OrganizationError
from idp.organizations.members.change import change_right
from idp.organizations.members.removal import leave_organization, remove_member
from idp.organizations.members.right import Right
from idp.organizations.models import Membership, Organization
from idp.organizations.representative.answering import answer_offer
from idp.organizations.representative.errors import HandOverEnded
from idp.organizations.representative.handing_over import offer_representation
from tests.factories.accounts import create_account
from tests.factories.actors import person_actor
from tests.factories.organizations import create_organization, join
from tests.provisioning.databases import Database

pytestmark = [pytest.mark.only_on("postgresql"), pytest.mark.threat(73)]
Act = Callable[[Session], object]
_WAITING = text("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'")


@pytest.fixture
def organization(database: Database) -> Organization:
    return create_organization(database)


@pytest.fixture
def both(database: Database, organization: Organization) -> tuple[Account, Account]:
    """The two administrators."""
    accounts = create_account(database), create_account(database)
    for account in accounts:
        join(database, organization, account, role="administrator")
    return accounts


@pytest.fixture
def in_turn(app: Application, database: Database) -> Iterator[Callable[[Act, Act], Future[object]]]:
    """``in_turn(first, second)``: do the first, begin the second beside it until it waits, then commit the first."""
    with ThreadPoolExecutor(1) as threads:

        def run(act: Act) -> object:
            with app.app_context(), Session(database.engine) as session, session.begin():
                return act(session)

        def begin(first: Act, second: Act) -> Future[object]:
            with app.app_context(), Session(database.engine) as session, session.begin():
                first(session)
                future = threads.submit(run, second)
                until = monotonic() + 30
                while not waits(database) and not future.done() and monotonic() < until:
                    sleep(0.02)
                assert not future.done(), "the second one did not wait"
            return future

        yield begin


def waits(database: Database) -> bool:
    with Session(database.engine) as session:
        return bool(session.scalar(_WAITING))


def administrators(database: Database) -> int:
    return len(database.rows(select(Membership.id).where(Membership.role == "administrator")))


def removing(organization: Organization, other: Account, own: Account) -> Act:
    return lambda session: remove_member(session, organization.id, other, person_actor(own.id))


def demoting(organization: Organization, other: Account, own: Account) -> Act:
    return lambda session: change_right(session, organization.id, other, Right(), person_actor(own.id))


@pytest.mark.parametrize("act", [removing, demoting])
def test_two_administrators_who_put_each_other_out_leave_one(
    database: Database,
    organization: Organization,
    both: tuple[Account, Account],
    in_turn: Callable[[Act, Act], Future[object]],
    act: Callable[[Organization, Account, Account], Act],
) -> None:
    one, other = both
    second = in_turn(act(organization, other, one), act(organization, one, other))
    with pytest.raises((OrganizationError, AdministratorNeeded)):
        second.result(timeout=30)
    assert administrators(database) == 1


def test_two_administrators_who_leave_at_once_leave_one(
    database: Database,
    organization: Organization,
    both: tuple[Account, Account],
    in_turn: Callable[[Act, Act], Future[object]],
) -> None:
    def leaving(account: Account) -> Act:
        return lambda session: leave_organization(session, organization.id, account, person_actor(account.id))

    one, other = both
    second = in_turn(leaving(one), leaving(other))
    with pytest.raises(OrganizationError):
        second.result(timeout=30)
    assert administrators(database) == 1


def test_an_offer_that_is_accepted_twice_at_once_is_accepted_once(
    app: Application,
    database: Database,
    organization: Organization,
    both: tuple[Account, Account],
    in_turn: Callable[[Act, Act], Future[object]],
) -> None:
    former, successor = both
    database.change(organization, representative_id=former.id)
    with app.app_context(), database.transaction() as session:
        offer_representation(session, organization.id, successor, "", person_actor(former.id))

    def accepting(session: Session) -> None:
        answer_offer(session, organization.id, successor, person_actor(successor.id), is_accepted=True)

    second = in_turn(accepting, accepting)
    with pytest.raises(HandOverEnded):
        second.result(timeout=30)
    assert database.one(select(Organization.representative_id)) == successor.id


def test_a_successor_who_is_removed_meanwhile_does_not_represent(
    app: Application,
    database: Database,
    organization: Organization,
    both: tuple[Account, Account],
    in_turn: Callable[[Act, Act], Future[object]],
) -> None:
    former, successor = both
    database.change(organization, representative_id=former.id)
    with app.app_context(), database.transaction() as session:
        offer_representation(session, organization.id, successor, "", person_actor(former.id))

    def accepting(session: Session) -> None:
        answer_offer(session, organization.id, successor, person_actor(successor.id), is_accepted=True)

    second = in_turn(removing(organization, successor, former), accepting)
    with pytest.raises(HandOverEnded):
        second.result(timeout=30)
    assert database.one(select(Organization.representative_id)) == former.id
