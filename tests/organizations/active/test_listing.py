"""The organizations of an account at a portal, to be chosen from."""

from collections.abc import Iterator
from datetime import timedelta

import pytest

from idp.accounts.models import Account
from idp.infrastructure.clock import current_time
from idp.infrastructure.web.application import Application
from idp.organizations.active.listing import PAGE_SIZE, find_organizations_at
from tests.factories.accounts import create_account
from tests.factories.organizations import create_membership, give_at_portal
from tests.provisioning.databases import Database


@pytest.fixture(autouse=True)
def in_app(app: Application) -> Iterator[None]:
    with app.app_context():
        yield


@pytest.fixture
def person(database: Database) -> Account:
    return create_account(database)


def found(person: Account, query: str = "") -> list[tuple[str, str | None]]:
    return [(each.name, each.customer_number) for each in find_organizations_at(person.id, "shop", query).shown]


def test_the_own_ones_that_hold_with_the_number_of_this_portal(database: Database, person: Account) -> None:
    for name, portal, number in (("Werft", "shop", "1"), ("Hafen", "shop", "2"), ("Hafen", "forum", "3")):
        give_at_portal(database, create_membership(database, person, name=f"{name} {number}"), portal, number=number)
    create_membership(database, create_account(database), name="Foreign")
    create_membership(database, person, name="Ended", expires_at=current_time() - timedelta(seconds=1))
    create_membership(database, person, name="Ending", expires_at=current_time() + timedelta(days=1))

    assert found(person) == [("Ending", None), ("Hafen 2", "2"), ("Hafen 3", None), ("Werft 1", "1")]


def test_one_is_found_by_a_part_of_its_name_or_by_its_number_here(database: Database, person: Account) -> None:
    for name, portal, number in (("100% Hafen", "shop", "42"), ("1000 Hafen", "forum", "43")):
        give_at_portal(database, create_membership(database, person, name=name), portal, number=number)

    assert found(person, "0% h") == found(person, "42") == [("100% Hafen", "42")]
    assert found(person, "hafen") == [("100% Hafen", "42"), ("1000 Hafen", None)]
    assert found(person, "4") == found(person, "43") == []


def test_the_next_page_begins_behind_the_last_one(database: Database, person: Account) -> None:
    for place in range(PAGE_SIZE + 1):
        create_membership(database, person, name=f"Werk {place:02}", role="administrator" if place else "member")
    first = find_organizations_at(person.id, "shop")
    second = find_organizations_at(person.id, "shop", after=first.after)

    assert [each.is_administered for each in first.shown] == [False] + [True] * (PAGE_SIZE - 1)
    assert (len(second.shown), second.shown[0].name, second.after) == (1, f"Werk {PAGE_SIZE:02}", None)
