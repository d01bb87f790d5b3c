"""Ending a membership, by an administrator or by the member."""

from collections.abc import Callable, Iterator

import pytest
from sqlalchemy import select

from idp.audit.models import AuditEvent
from idp.infrastructure.web.application import Application
from idp.organizations.members.removal import leave_organization, remove_member
from idp.organizations.models import Membership
from tests.factories.accounts import create_account
from tests.factories.actors import person_actor
from tests.factories.organizations import create_organization, join
from tests.provisioning.databases import Database
from tests.provisioning.mailbox import Mailbox


@pytest.fixture(autouse=True)
def in_app(app: Application) -> Iterator[None]:
    """Mails are rendered with the application's templates."""
    with app.app_context():
        yield


@pytest.mark.parametrize(
    ("end", "action", "mails"), [(remove_member, "membership.removed", 1), (leave_organization, "membership.left", 0)]
)
def test_this_membership_ends_and_it_is_written_down_how(
    database: Database, mailbox: Mailbox, end: Callable[..., None], action: str, mails: int
) -> None:
    organization, member = create_organization(database), create_account(database)
    join(database, organization, member)
    chief = join(database, organization, create_account(database), role="administrator")
    elsewhere = join(database, create_organization(database), member)
    actor = person_actor(chief.account_id if end is remove_member else member.id)
    with database.transaction() as session:
        end(session, organization.id, member, actor)

    assert set(database.rows(select(Membership.id))) == {chief.id, elsewhere.id}
    event = database.one(select(AuditEvent))
    assert (event.action, event.subject, event.organization_id) == (action, member.id, organization.id)
    assert event.details == {"role": "member"}
    assert len(mailbox) == mails
