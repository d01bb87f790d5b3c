"""The conditions of statements that say which memberships hold."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from idp.infrastructure.clock import current_time
from idp.oauth.authorizations.models import AuthorizationRecord
from idp.organizations.live import is_member, lives, lives_at_now
from idp.organizations.models import Membership
from tests.factories.accounts import create_account
from tests.factories.authorizations import create_authorization
from tests.factories.clients import create_client
from tests.factories.organizations import create_membership
from tests.provisioning.databases import Database

pytestmark = pytest.mark.usefixtures("clock")
SECOND = timedelta(seconds=1)


@pytest.mark.parametrize(("ends", "holds"), [(None, True), (SECOND, True), (timedelta(0), False), (-SECOND, False)])
def test_a_membership_holds_until_its_end(database: Database, ends: timedelta | None, *, holds: bool) -> None:
    now = current_time()
    made = create_membership(database, create_account(database), expires_at=None if ends is None else now + ends)
    assert lives(made, now) is holds
    with database.transaction() as session:
        found = session.scalars(select(Membership.id).where(lives_at_now(Membership.expires_at)), {"now": now}).all()
    assert found == [made.id] * holds


def test_no_membership_holds_nothing() -> None:
    assert not lives(None, current_time())


def test_an_account_is_a_member_where_a_membership_of_both_holds(database: Database) -> None:
    now, person, other, client = (
        current_time(),
        create_account(database),
        create_account(database),
        create_client(database),
    )
    own, foreign = create_membership(database, person), create_membership(database, other)
    ended = create_membership(database, person, expires_at=now)
    of = {
        each: create_authorization(
            database, client, account_id=person.id, subject=person.id, organization_id=each.organization_id
        )
        for each in (own, foreign, ended)
    }
    T = AuthorizationRecord
    with database.transaction() as session:
        statement = select(T.id).where(is_member(T.account_id, T.organization_id))
        assert session.scalars(statement, {"now": now}).all() == [of[own].id]
