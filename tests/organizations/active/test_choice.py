"""What the choice of an organization rests on: the memberships that come first, and what each gives at a portal."""

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest

from idp.accounts.models import Account
from idp.infrastructure.clock import current_time
from idp.infrastructure.web.application import Application
from idp.organizations.active.choice import choose_organization, find_candidates, find_chosen, held_rights
from idp.organizations.models import Membership
from idp.protocol.organizations import HeldRights
from tests.factories.accounts import create_account
from tests.factories.organizations import create_membership, give_at_portal
from tests.factories.sessions import create_session
from tests.provisioning.databases import Database

ROLES = {"buyer": {}, "owner": {"held_by": "administrators"}}


@pytest.fixture(autouse=True)
def in_app(make_app: Callable[..., Application]) -> Iterator[None]:
    with make_app(portals={"shop": {"roles": ROLES}}).app_context():
        yield


@pytest.fixture
def person(database: Database) -> Account:
    return create_account(database)


@pytest.mark.parametrize(
    ("role", "billing", "held"),
    [
        ("member", False, HeldRights(is_administrator=False, billing=False, roles=["buyer"], products=["wiki"])),
        ("member", True, HeldRights(is_administrator=False, billing=True, roles=["buyer"], products=["wiki"])),
        (
            "administrator",
            False,
            HeldRights(is_administrator=True, billing=False, roles=["buyer", "owner"], products=["mail", "wiki"]),
        ),
    ],
)
@pytest.mark.threat(71)
def test_a_membership_gives_its_own_right(
    database: Database, person: Account, role: str, held: HeldRights, *, billing: bool
) -> None:
    made = create_membership(database, person, role=role, billing=billing)
    give_at_portal(database, made, "shop", products=("wiki", "mail"), own_products=("wiki",), roles=("buyer",))
    assert held_rights(person.id, made.organization_id, "shop") == held


def test_nothing_is_held_without_a_membership(database: Database, person: Account) -> None:
    foreign = create_membership(database, create_account(database))
    ended = create_membership(database, person, expires_at=current_time())
    for membership in (foreign, ended):
        assert held_rights(person.id, membership.organization_id, "shop") is None


@pytest.fixture
def three(database: Database, person: Account) -> list[Membership]:
    """Memberships, the oldest first."""
    now = current_time()
    return [create_membership(database, person, created_at=now - timedelta(days=9 - day)) for day in range(3)]


def candidates(person: Account, session_id: str, asked: str | None = None) -> list[tuple[str, bool, bool, bool]]:
    found = find_candidates(person.id, session_id, "shop", asked)
    return [(each.organization_id, each.is_asked, each.is_chosen, each.is_last) for each in found]


def test_the_oldest_come_first_then_the_last_choice_the_own_one_and_what_is_asked_for(
    database: Database, person: Account, three: list[Membership]
) -> None:
    one, two, other = (create_session(database, person).id for _ in range(3))
    oldest, middle, newest = (each.organization_id for each in three)
    create_membership(database, create_account(database), created_at=current_time() - timedelta(days=99))
    assert candidates(person, one) == [(oldest, False, False, False), (middle, False, False, False)]

    for session_id, portal, organization_id in (
        (other, "shop", oldest),
        (one, "shop", newest),
        (two, "shop", middle),
        (one, "forum", oldest),
    ):
        with database.transaction() as session:
            choose_organization(
                session,
                session_id=session_id,
                account_id=person.id,
                portal=portal,
                organization_id=organization_id,
            )
    assert candidates(person, one) == [(newest, False, True, False), (middle, False, False, True)]
    assert candidates(person, two, oldest) == [(oldest, True, False, False), (middle, False, True, True)]
    assert [find_chosen(one, portal) for portal in ("shop", "forum", "kiosk")] == [newest, oldest, None]
