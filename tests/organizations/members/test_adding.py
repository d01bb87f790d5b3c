"""Letting an account belong to an organization: a membership that has ended is no obstacle."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlalchemy import select

from idp.accounts.models import Account
from idp.infrastructure.clock import current_time
from idp.infrastructure.web.application import Application
from idp.organizations.errors import AlreadyMember
from idp.organizations.members.adding import add_member
from idp.organizations.members.right import Right
from idp.organizations.models import Membership, Organization
from tests.factories.accounts import create_account
from tests.factories.actors import operator
from tests.factories.organizations import create_organization, join
from tests.provisioning.databases import Database

pytestmark = pytest.mark.usefixtures("in_app", "clock")


@pytest.fixture
def in_app(app: Application) -> Iterator[None]:
    """Mails are rendered with the application's templates."""
    with app.app_context():
        yield


def add(database: Database, organization: Organization, account: Account) -> None:
    with database.transaction() as session:
        add_member(session, organization.id, account, Right(billing=True), operator())


def test_this_ended_membership_is_replaced_and_no_other(database: Database) -> None:
    organization, elsewhere = create_organization(database), create_organization(database)
    account, other = create_account(database), create_account(database)
    ended = [join(database, organization, account, expires_at=current_time())]
    kept = [
        join(database, organization, other, expires_at=current_time()),
        join(database, elsewhere, account, expires_at=current_time()),
    ]
    add(database, organization, account)

    rows = database.rows(select(Membership))
    assert {row.id for row in kept} < {row.id for row in rows}
    [new] = [row for row in rows if row.id not in {row.id for row in (*kept, *ended)}]
    assert (new.account_id, new.organization_id, new.expires_at) == (account.id, organization.id, None)


@pytest.mark.parametrize("ends", [None, timedelta(seconds=1)])
def test_a_membership_that_holds_stays_as_it_is(database: Database, ends: timedelta | None) -> None:
    organization, account = create_organization(database), create_account(database)
    expires_at = current_time() + ends if ends else None
    join(database, organization, account, role="administrator", expires_at=expires_at)
    with pytest.raises(AlreadyMember):
        add(database, organization, account)
    assert database.one(select(Membership.role)) == "administrator"
