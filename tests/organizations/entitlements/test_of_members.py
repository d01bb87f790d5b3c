"""Which roles an administrator of the organization may give."""

from collections.abc import Callable

import pytest

from idp.actors import Actor, ActorKind
from idp.organizations.entitlements.errors import RoleNotAssignable
from idp.organizations.entitlements.models import MembershipRole
from idp.organizations.entitlements.of_members import set_roles
from idp.organizations.lookup import find_membership
from idp.settings import Settings
from tests.factories.accounts import create_account
from tests.factories.organizations import create_membership
from tests.provisioning.databases import Database


@pytest.fixture
def settings(make_settings: Callable[..., Settings]) -> Settings:
    return make_settings(portals={"shop": {"roles": {"buyer": {}, "auditor": {"assigned_by": "operators"}}}})


def test_operators_roles_are_neither_given_nor_taken_by_an_administrator(
    database: Database, settings: Settings
) -> None:
    """Threat 71."""
    made = create_membership(database, create_account(database))
    administrator = Actor(kind=ActorKind.PERSON, id="acc_administrator")
    with database.transaction() as session:
        session.add(MembershipRole(membership_id=made.id, portal="shop", role="auditor"))
        session.flush()
        membership = find_membership(session, made.account_id, made.organization_id)
        assert membership is not None
        with pytest.raises(RoleNotAssignable):
            set_roles(session, membership, "shop", ["buyer", "auditor"], administrator, settings)
        assert set_roles(session, membership, "shop", ["buyer"], administrator, settings)
        assert not set_roles(session, membership, "shop", ["buyer"], administrator, settings)
        assert {role.role for role in session.query(MembershipRole)} == {"auditor", "buyer"}
