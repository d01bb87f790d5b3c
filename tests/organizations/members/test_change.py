"""Changing what a member may do: what counts as a change, and what is written down of it."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlalchemy import select

from idp.accounts.models import Account
from idp.audit.models import AuditEvent
from idp.infrastructure.clock import current_time
from idp.infrastructure.web.application import Application
from idp.organizations.members.change import KeysAtPortals, change_right
from idp.organizations.members.right import Right
from idp.organizations.models import MemberRole, Organization
from tests.factories.accounts import create_account
from tests.factories.actors import operator, person_actor
from tests.factories.organizations import create_organization, give_product, join
from tests.provisioning.databases import Database
from tests.provisioning.mailbox import Mailbox

pytestmark = pytest.mark.usefixtures("in_app", "clock")
MEMBER, BILLING = Right(), Right(billing=True)


@pytest.fixture
def in_app(app: Application) -> Iterator[None]:
    """Mails are rendered with the application's templates."""
    with app.app_context():
        yield


@pytest.fixture
def organization(database: Database) -> Organization:
    return create_organization(database)


@pytest.fixture
def member(database: Database, organization: Organization) -> Account:
    account = create_account(database)
    join(database, organization, account)
    return account


@pytest.mark.parametrize(
    ("right", "products", "is_change"),
    [
        (MEMBER, {"shop": []}, False),
        (BILLING, {"shop": []}, True),
        (MEMBER, {"shop": ["wiki"]}, True),
        (MEMBER, {"shop": ["wiki"], "forum": []}, True),
        (MEMBER, {"shop": [], "forum": ["mail"]}, True),
    ],
)
def test_a_change_of_the_right_or_of_any_product_is_one(
    database: Database,
    organization: Organization,
    member: Account,
    mailbox: Mailbox,
    right: Right,
    products: KeysAtPortals,
    *,
    is_change: bool,
) -> None:
    give_product(database, organization, "Wiki")
    give_product(database, organization, "Mail", portal="forum")
    with database.transaction() as session:
        assert change_right(session, organization.id, member, right, operator(), products) is is_change
    assert len(mailbox.mails) == is_change


def test_who_is_no_administrator_changes_where_none_is_left(
    database: Database, organization: Organization, member: Account
) -> None:
    with database.transaction() as session:
        assert change_right(session, organization.id, member, BILLING, operator())


def test_the_last_administrator_stays_one_with_another_right(database: Database, organization: Organization) -> None:
    chief = create_account(database)
    join(database, organization, chief, role="administrator")
    right = Right(MemberRole.ADMINISTRATOR, billing=True)
    with database.transaction() as session:
        assert change_right(session, organization.id, chief, right, person_actor(chief.id))


def test_it_is_written_down_what_the_right_was_and_is(
    database: Database, organization: Organization, member: Account
) -> None:
    ends = current_time() + timedelta(days=1)
    with database.transaction() as session:
        change_right(session, organization.id, member, Right(expires_at=ends, billing=True), operator())
    details = database.one(select(AuditEvent.details))
    assert details["before"] == {"role": "member", "billing": False, "expires_at": None}
    assert details["after"] == {"role": "member", "billing": True, "expires_at": ends.isoformat()}
