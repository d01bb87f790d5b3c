"""The organization first, then all else: those who decide about its registrations and its administrators who leave take
turns, and no two of them wait for each other.

Each has to wait for an organization that another transaction holds, and holds nothing yet that this one may want.
"""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from idp.accounts.deletion.execution import delete_if_due
from idp.accounts.models import Account
from idp.administration.registrations import approve_registration
from idp.customers.models import CustomerRecord
from idp.infrastructure.clock import current_time
from idp.infrastructure.errors import DomainError
from idp.infrastructure.web.application import Application
from idp.organizations.authority import lock_organization
from idp.organizations.members.granting import MembershipGrant
from idp.organizations.members.removal import leave_organization, remove_member
from idp.organizations.models import Membership, Organization
from idp.registration.customer_approval.deciding import approve_for_organization, refuse_for_organization
from idp.registration.models import Registration
from tests.factories.actors import operator, person_actor
from tests.provisioning.databases import Database
from tests.provisioning.waiting import waiting_beside
from tests.registration.customer_approval.conftest import Register

pytestmark = [pytest.mark.only_on("postgresql"), pytest.mark.threat(69)]
WAITS_SECONDS = 30
Act = Callable[[Session, Registration, Account, Account], Any]


def approve(session: Session, waiting: Registration, chief: Account, _second: Account) -> object:
    ids = (waiting.organization_id or "", waiting.id)
    return approve_for_organization(session, *ids, MembershipGrant(), person_actor(chief.id))


def refuse(session: Session, waiting: Registration, chief: Account, _second: Account) -> object:
    return refuse_for_organization(session, waiting.organization_id or "", waiting.id, "no", person_actor(chief.id))


def approve_as_operator(session: Session, waiting: Registration, _chief: Account, _second: Account) -> object:
    return approve_registration(session, waiting.id, operator())


def leave(session: Session, waiting: Registration, _chief: Account, second: Account) -> None:
    account = session.get_one(Account, second.id)
    leave_organization(session, waiting.organization_id or "", account, person_actor(second.id))


def remove(session: Session, waiting: Registration, chief: Account, second: Account) -> None:
    account = session.get_one(Account, second.id)
    remove_member(session, waiting.organization_id or "", account, person_actor(chief.id))


def delete(session: Session, _waiting: Registration, _chief: Account, second: Account) -> bool:
    return delete_if_due(session, second.id, current_time())


@pytest.fixture
def waiting(register: Register, database: Database) -> Registration:
    return database.one(select(Registration).where(Registration.id == register()))


@pytest.mark.parametrize("act", [approve, refuse, approve_as_operator, leave, remove, delete])
def test_who_waits_for_the_organization_holds_nothing_else(
    app: Application,
    database: Database,
    organization: Organization,
    chief: Account,
    second: Account,
    waiting: Registration,
    act: Act,
) -> None:
    database.change(second, delete_after=current_time())
    with app.test_request_context(base_url=app.settings.issuer), waiting_beside(app, database) as begin:
        with Session(database.engine) as session, session.begin():
            lock_organization(session, organization.id)
            other = begin(lambda beside: act(beside, waiting, chief, second))
            for model in (Registration, CustomerRecord, Account, Membership):
                session.execute(select(model).with_for_update(nowait=True)).all()

        other.result(WAITS_SECONDS)


def test_two_who_decide_and_an_administrator_who_leaves_all_have_their_turn(
    app: Application,
    database: Database,
    organization: Organization,
    chief: Account,
    second: Account,
    waiting: Registration,
) -> None:
    """One decides, the departing one decides nothing any more or did before."""
    with app.test_request_context(base_url=app.settings.issuer):
        with waiting_beside(app, database, most=3) as begin, Session(database.engine) as session, session.begin():
            lock_organization(session, organization.id)
            deciding = [
                begin(lambda beside: approve(beside, waiting, chief, second)),
                begin(lambda beside: refuse(beside, waiting, second, chief)),
            ]
            leaving = begin(lambda beside: leave(beside, waiting, chief, second))
            session.rollback()
            refused = [type(each.exception(WAITS_SECONDS)) for each in deciding]

        assert leaving.exception() is None
    assert sum(issubclass(each, DomainError) for each in refused) == 1
    assert database.one(select(Registration.state)) in {"approved", "refused"}
    assert database.rows(select(Membership.account_id)) == [chief.id]
