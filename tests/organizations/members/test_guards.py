"""An organization never loses its last administrator, nor its legal representative. Threat 73."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from functools import partial

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from idp.accounts.models import Account
from idp.actors import Actor
from idp.infrastructure.clock import current_time
from idp.infrastructure.web.application import Application
from idp.organizations.errors import (
    AdministratorNeeded,
    LastAdministrator,
    NoMember,
    OrganizationNotFound,
    RepresentativeStays,
)
from idp.organizations.members.adding import add_member
from idp.organizations.members.change import change_right
from idp.organizations.members.removal import remove_member
from idp.organizations.members.right import Right
from idp.organizations.models import MemberRole, Membership, Organization
from idp.organizations.signals import membership_changed, membership_ended
from tests.factories.accounts import create_account
from tests.factories.actors import operator, person_actor
from tests.factories.organizations import create_organization, join
from tests.provisioning.databases import Database

pytestmark = [pytest.mark.threat(73), pytest.mark.usefixtures("in_app", "clock")]
Change = Callable[[Session, str, Account, Actor], object]
ADMINISTRATOR = Right(MemberRole.ADMINISTRATOR)


def demote(session: Session, organization_id: str, account: Account, actor: Actor) -> None:
    change_right(session, organization_id, account, Right(), actor)


def end_later(session: Session, organization_id: str, account: Account, actor: Actor) -> None:
    right = Right(MemberRole.ADMINISTRATOR, expires_at=current_time() + timedelta(days=1))
    change_right(session, organization_id, account, right, actor)


every_loss = pytest.mark.parametrize("change", [remove_member, demote, end_later])


@pytest.fixture
def in_app(app: Application) -> Iterator[None]:
    """Mails are rendered with the application's templates."""
    with app.app_context():
        yield


@pytest.fixture
def organization(database: Database) -> Organization:
    return create_organization(database)


@pytest.fixture
def chief(database: Database, organization: Organization) -> Account:
    account = create_account(database)
    join(database, organization, account, role="administrator")
    return account


def administrators(database: Database) -> int:
    return len(database.rows(select(Membership).where(Membership.role == "administrator")))


@every_loss
@pytest.mark.parametrize("by", ["themselves", "an operator"])
def test_the_last_administrator_stays(
    database: Database, organization: Organization, chief: Account, change: Change, by: str
) -> None:
    actor = person_actor(chief.id) if by == "themselves" else operator()
    join(database, organization, create_account(database))
    with pytest.raises(LastAdministrator), database.transaction() as session:
        change(session, organization.id, chief, actor)

    join(database, organization, create_account(database), role="administrator")
    with database.transaction() as session:
        change(session, organization.id, chief, actor)


@every_loss
@pytest.mark.parametrize(
    ("account", "membership"),
    [
        ({"disabled": True}, {}),
        ({"delete_after": True}, {}),
        ({}, {"expires_at": True}),
    ],
    ids=["disabled", "to be deleted", "ending"],
)
def test_who_will_not_stay_is_no_other_administrator(
    database: Database,
    organization: Organization,
    chief: Account,
    change: Change,
    account: dict[str, bool],
    membership: dict[str, bool],
) -> None:
    soon = current_time() + timedelta(days=1)
    values = {"disabled": {"disabled_at": soon}, "delete_after": {"delete_after": soon}}
    other = create_account(database, **{k: v for name in account for k, v in values[name].items()})
    join(database, organization, other, role="administrator", **dict.fromkeys(membership, soon))
    with pytest.raises(LastAdministrator), database.transaction() as session:
        change(session, organization.id, chief, operator())


@every_loss
def test_the_representative_stays_an_administrator(
    database: Database, organization: Organization, chief: Account, change: Change
) -> None:
    other = create_account(database)
    join(database, organization, other, role="administrator")
    database.change(organization, representative_id=chief.id)
    for actor in (person_actor(other.id), person_actor(chief.id), operator()):
        with pytest.raises(RepresentativeStays), database.transaction() as session:
            change(session, organization.id, chief, actor)
    with database.transaction() as session:
        change(session, organization.id, other, person_actor(chief.id))


def test_an_administrator_of_another_organization_counts_there_alone(
    database: Database, organization: Organization, chief: Account
) -> None:
    join(database, create_organization(database), create_account(database), role="administrator")
    with pytest.raises(LastAdministrator), database.transaction() as session:
        remove_member(session, organization.id, chief, operator())


CHANGES: dict[str, Change] = {
    "add": lambda session, organization_id, _, actor: add_member(
        session, organization_id, _newcomer(session), Right(), actor
    ),
    "remove": remove_member,
    "change": lambda session, organization_id, account, actor: change_right(
        session, organization_id, account, ADMINISTRATOR, actor
    ),
}


def _newcomer(session: Session) -> Account:
    account = Account(email="new@example.test")
    session.add(account)
    session.flush()
    return account


@pytest.mark.threat(71)
@pytest.mark.parametrize("change", CHANGES)
def test_only_a_live_administrator_changes_members(
    database: Database, organization: Organization, chief: Account, change: str
) -> None:
    member = create_account(database)
    join(database, organization, member)
    former, stranger, elsewhere = (create_account(database) for _ in range(3))
    join(database, organization, former, role="administrator", expires_at=current_time())
    join(database, create_organization(database), elsewhere, role="administrator")
    refusals = [
        (member, AdministratorNeeded),
        (former, OrganizationNotFound),
        (stranger, OrganizationNotFound),
        (elsewhere, OrganizationNotFound),
    ]
    for account, refusal in refusals:
        before = database.rows(select(Membership.role).order_by(Membership.id))
        with pytest.raises(refusal), database.transaction() as session:
            CHANGES[change](session, organization.id, member, person_actor(account.id))
        assert database.rows(select(Membership.role).order_by(Membership.id)) == before
    with database.transaction() as session:
        CHANGES[change](session, organization.id, member, person_actor(chief.id))


@pytest.mark.parametrize("change", [remove_member, demote])
def test_who_belongs_elsewhere_is_no_member_here(
    database: Database, organization: Organization, chief: Account, change: Change
) -> None:
    foreign = create_account(database)
    join(database, create_organization(database), foreign)
    with pytest.raises(NoMember), database.transaction() as session:
        change(session, organization.id, foreign, person_actor(chief.id))


def test_each_change_is_told_to_who_gave_out_tokens(
    database: Database, organization: Organization, chief: Account
) -> None:
    told: list[tuple[str, str, str]] = []

    def hear(what: str, sender: str, organization_id: str, session: Session) -> None:
        assert session.in_transaction()
        told.append((what, sender, organization_id))

    ended, changed = partial(hear, "ended"), partial(hear, "changed")
    member = create_account(database)
    with membership_ended.connected_to(ended), membership_changed.connected_to(changed):
        for right in (Right(), Right(billing=True)):
            with database.transaction() as session:
                if right == Right():
                    add_member(session, organization.id, member, right, person_actor(chief.id))
                else:
                    change_right(session, organization.id, member, right, person_actor(chief.id))
                    change_right(session, organization.id, member, right, person_actor(chief.id))
        with database.transaction() as session:
            remove_member(session, organization.id, member, person_actor(chief.id))
    assert told == [(what, member.id, organization.id) for what in ("changed", "changed", "ended")]
