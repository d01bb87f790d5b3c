"""Rows that a change of an organization rests on are read anew, whatever the transaction has read before."""

from typing import Any

import pytest
from sqlalchemy import Update, update
from sqlalchemy.orm import Session

from idp.infrastructure.clock import current_time
from idp.organizations.authority import lock_organization
from idp.organizations.lookup import find_membership
from idp.organizations.models import Membership, Organization
from idp.organizations.representative.lookup import find_offer
from idp.organizations.representative.models import HandOver
from tests.factories.accounts import create_account
from tests.factories.organizations import create_membership
from tests.provisioning.databases import Database


@pytest.fixture
def membership(database: Database) -> Membership:
    return create_membership(database, create_account(database))


def change_beside(session: Session, statement: Update) -> None:
    """What another transaction has committed meanwhile: the objects of this one do not know of it."""
    session.execute(statement, execution_options={"synchronize_session": False})


def test_the_organization(database: Database, membership: Membership) -> None:
    with database.transaction() as session:
        before = session.get_one(Organization, membership.organization_id)
        change_beside(session, update(Organization).values(representative_id=membership.account_id))
        assert before.representative_id is None
        locked = lock_organization(session, membership.organization_id)
        assert locked.representative_id == membership.account_id


def test_the_membership(database: Database, membership: Membership) -> None:
    with database.transaction() as session:
        before = session.get_one(Membership, membership.id)
        change_beside(session, update(Membership).values(role="administrator"))
        assert before.role == "member"
        found: Any = find_membership(session, membership.account_id, membership.organization_id)
        assert found.role == "administrator"


def test_the_offer_of_the_representation(database: Database, membership: Membership) -> None:
    now = current_time()
    organization_id, account_id = membership.organization_id, membership.account_id
    foreign = create_membership(database, create_account(database))
    with database.transaction() as session:
        offer = HandOver(organization_id=organization_id, account_id=account_id, expires_at=now.replace(year=2100))
        session.add(offer)
        session.flush()
        change_beside(session, update(HandOver).values(account_id=foreign.account_id))
        assert offer.account_id == account_id
        found: Any = find_offer(session, organization_id, now)
        assert found.account_id == foreign.account_id
        assert find_offer(session, foreign.organization_id, now) is None
