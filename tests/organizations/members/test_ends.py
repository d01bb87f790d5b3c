"""Memberships that end by themselves: announced once, carried out once."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from idp.accounts.models import Account
from idp.actors import Actor
from idp.audit.models import AuditEvent
from idp.infrastructure.clock import current_time
from idp.infrastructure.database import transaction
from idp.infrastructure.web.application import Application
from idp.organizations.members.announcing import NOTICE, announce_ends
from idp.organizations.members.change import change_right
from idp.organizations.members.ending import end_due_memberships, end_membership_if_due
from idp.organizations.members.right import Right
from idp.organizations.models import Organization
from idp.organizations.signals import membership_ended
from tests.factories.accounts import create_account
from tests.factories.actors import operator
from tests.factories.organizations import create_organization, join
from tests.provisioning.databases import Database
from tests.provisioning.mailbox import Mailbox

pytestmark = pytest.mark.usefixtures("clock")
SECOND = timedelta(seconds=1)
LONG_AGO = timedelta(days=100)


@pytest.fixture
def organization(database: Database) -> Organization:
    return create_organization(database, "Hafenwerk GmbH")


@pytest.fixture
def chief(database: Database, organization: Organization) -> Account:
    account = create_account(database, language="en", given_name="Zoe", family_name="Zander")
    join(database, organization, account, role="administrator")
    return account


@pytest.fixture
def run(app: Application) -> Callable[[Callable[[], object]], None]:
    """Runs a periodic task, and once more."""

    def run_twice(task: Callable[[], object]) -> None:
        for _ in range(2):
            with app.app_context():
                task()

    return run_twice


def member(database: Database, organization: Organization, ends: datetime, **values: Any) -> Account:
    account = create_account(database, language="en", **{"given_name": "Mira", "family_name": "Albrecht"} | values)
    join(database, organization, account, expires_at=ends, created_at=current_time() - LONG_AGO)
    return account


def set_end(app: Application, organization: Organization, account: Account, ends: datetime, actor: Actor) -> None:
    with app.app_context(), transaction() as session:
        change_right(session, organization.id, session.merge(account), Right(expires_at=ends), actor)


def test_the_member_and_the_administrators_are_told_once(
    database: Database, mailbox: Mailbox, organization: Organization, chief: Account, run: Any
) -> None:
    """Issue 10, item 3."""
    account = member(database, organization, current_time() + NOTICE)
    run(announce_ends)
    (to_member,) = mailbox.to(account.email)
    (to_chief,) = mailbox.to(chief.email)
    assert to_member.subject == "Your membership in Hafenwerk GmbH ends soon"
    assert to_chief.subject == "Memberships in Hafenwerk GmbH end soon"
    assert "Mira Albrecht" in to_chief.text
    assert f"/organizations/{organization.id}/members?only=ending" in to_chief.text


def test_an_administrator_gets_one_mail_for_many_members(
    database: Database, mailbox: Mailbox, organization: Organization, chief: Account, run: Any
) -> None:
    """Issue 10, item 3."""
    for number in range(22):
        member(database, organization, current_time() + timedelta(days=3), family_name=f"Nummer{number}")
    run(announce_ends)
    (mail,) = mailbox.to(chief.email)
    assert len(mailbox) == 23
    assert mail.text.count("Mira Nummer") == 20
    assert "and 2 more" in mail.text


def test_an_administrator_who_alone_ends_is_told_as_a_member(
    database: Database, mailbox: Mailbox, organization: Organization, run: Any
) -> None:
    account = create_account(database)
    ends, since = current_time() + timedelta(days=3), current_time() - LONG_AGO
    join(database, organization, account, role="administrator", expires_at=ends, created_at=since)
    run(announce_ends)
    assert len(mailbox.to(account.email)) == 1


@pytest.mark.parametrize("ends", [NOTICE + SECOND, timedelta(0), -SECOND], ids=["later", "ending now", "over"])
def test_what_does_not_end_soon_is_not_announced(
    database: Database, mailbox: Mailbox, organization: Organization, ends: timedelta, run: Any
) -> None:
    member(database, organization, current_time() + ends)
    run(announce_ends)
    assert len(mailbox) == 0
    soon = member(database, organization, current_time() + NOTICE)
    run(announce_ends)
    assert mailbox.only.recipient == soon.email


def test_who_joined_for_less_than_the_notice_is_not_told_again(
    database: Database, mailbox: Mailbox, organization: Organization, run: Any
) -> None:
    account = create_account(database)
    join(database, organization, account, expires_at=current_time() + NOTICE, created_at=current_time())
    run(announce_ends)
    assert len(mailbox) == 0


def test_another_end_is_announced_anew(
    app: Application, database: Database, mailbox: Mailbox, organization: Organization, run: Any, clock: Any
) -> None:
    account = member(database, organization, current_time() + NOTICE)
    run(announce_ends)
    set_end(app, organization, account, current_time() + timedelta(days=60), operator())
    clock.shift(timedelta(days=50))
    run(announce_ends)
    subjects = [mail.subject for mail in mailbox.to(account.email)]
    assert subjects.count("Your membership in Hafenwerk GmbH ends soon") == 2


def test_an_end_is_carried_out_once(database: Database, mailbox: Mailbox, organization: Organization, run: Any) -> None:
    """Issue 10, item 1."""
    account = member(database, organization, current_time())
    heard: list[tuple[str, str]] = []

    def hear(sender: str, organization_id: str, **_: object) -> None:
        heard.append((sender, organization_id))

    with membership_ended.connected_to(hear):
        run(end_due_memberships)
    assert heard == [(account.id, organization.id)]
    event = database.one(select(AuditEvent).where(AuditEvent.action == "membership.ended"))
    assert (event.actor_kind, event.subject, event.organization_id) == ("system", account.id, organization.id)
    assert mailbox.only.subject == "You no longer belong to Hafenwerk GmbH"


def test_an_end_that_lies_ahead_is_not_carried_out(
    database: Database, mailbox: Mailbox, organization: Organization, run: Any, clock: Any
) -> None:
    member(database, organization, current_time() + SECOND)
    run(end_due_memberships)
    assert len(mailbox) == 0
    clock.shift(SECOND)
    run(end_due_memberships)
    assert len(mailbox) == 1


def test_a_second_worker_finds_the_end_carried_out(
    app: Application, database: Database, organization: Organization
) -> None:
    """Both workers have found the same row before either of them holds it."""
    account = member(database, organization, current_time())
    done = []
    for _ in range(2):
        with app.app_context(), transaction() as session:
            done.append(end_membership_if_due(session, organization.id, account.id, current_time()))
    assert done == [True, False]


def test_who_was_extended_meanwhile_stays(app: Application, database: Database, organization: Organization) -> None:
    account = member(database, organization, current_time())
    set_end(app, organization, account, current_time() + timedelta(days=60), operator())
    with app.app_context(), transaction() as session:
        assert not end_membership_if_due(session, organization.id, account.id, current_time())


def test_who_was_extended_afterwards_ends_again(
    app: Application, database: Database, organization: Organization, run: Any, clock: Any
) -> None:
    account = member(database, organization, current_time())
    run(end_due_memberships)
    set_end(app, organization, account, current_time() + timedelta(days=1), operator())
    clock.shift(timedelta(days=1))
    run(end_due_memberships)
    events = database.rows(select(AuditEvent).where(AuditEvent.action == "membership.ended"))
    assert len(events) == 2
