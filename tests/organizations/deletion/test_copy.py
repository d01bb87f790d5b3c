"""The copy of an organization's data: each member with what is its own, in the order in which they came."""

from datetime import timedelta

import pytest

from idp.infrastructure.clock import current_time
from idp.organizations.deletion.copy import copy_organization
from tests.factories.accounts import create_account
from tests.factories.organizations import create_organization, give_at_portal, join

NAMES = [("Ada", "Hafen"), ("Bob", "Kai"), ("Eva", "Dock")]


@pytest.fixture
def organization(app, database, clock):
    with app.app_context():
        yield create_organization(database, "Hafenwerk GmbH")


def copied(database, organization):
    with database.transaction() as session:
        return copy_organization(session, organization.id)["members"]


def test_members_come_in_the_order_in_which_they_joined(database, organization):
    for days, (given, family) in enumerate(NAMES):
        account = create_account(database, given_name=given, family_name=family)
        values = {"role": "administrator", "billing": True} if days == 0 else {}
        join(database, organization, account, created_at=current_time() - timedelta(days=days), **values)

    found = copied(database, organization)
    assert [(each["given_name"], each["family_name"]) for each in found] == NAMES[::-1]
    assert [(each["role"], each["billing"], each["expires_at"]) for each in found][-1] == ("administrator", True, None)
    assert found[-1]["created_at"] == current_time()
    assert "id" not in found[0]


def test_each_member_has_the_products_and_roles_that_it_was_given(database, organization):
    one, other = (join(database, organization, create_account(database, given_name=name)) for name in ("Ada", "Bob"))
    give_at_portal(database, one, "shop", products=("crane", "barge"), own_products=("crane",), roles=("buyer",))
    give_at_portal(database, other, "forum", roles=("reader", "writer"))
    stranger = join(database, create_organization(database, "Lindenhof eG"), create_account(database))
    give_at_portal(database, stranger, "shop", products=("tug",), own_products=("tug",), roles=("boss",))

    found = {each["given_name"]: each for each in copied(database, organization)}
    assert found["Ada"]["products"] == [{"portal": "shop", "product": "crane"}]
    assert found["Ada"]["roles"] == [{"portal": "shop", "role": "buyer"}]
    assert found["Bob"]["products"] == []
    assert sorted(role["role"] for role in found["Bob"]["roles"]) == ["reader", "writer"]


def test_without_any_there_are_none(database, organization):
    join(database, organization, create_account(database))
    assert [(each["products"], each["roles"]) for each in copied(database, organization)] == [([], [])]


def test_the_only_member_has_its_roles_once(database, organization):
    only = join(database, organization, create_account(database))
    give_at_portal(database, only, "shop", roles=("buyer",))

    [member] = copied(database, organization)
    assert member["roles"] == [{"portal": "shop", "role": "buyer"}]
