"""Changing the name and the addresses of an organization: whether something changed is what the caller is told."""

import pytest

from idp.infrastructure.database import transaction
from idp.organizations.details.addresses import Address, read_addresses, remove_address, set_address
from idp.organizations.details.models import AddressKind
from idp.organizations.details.naming import rename_organization
from idp.organizations.models import OrganizationKind
from tests.factories.actors import operator
from tests.factories.organizations import create_organization

HERE = Address("Hafenwerk GmbH", "Am Kai 4", "20457", "Hamburg", "DE")
ELSEWHERE = Address("Hafenwerk GmbH", "Am Dock 1", "20457", "Hamburg", "DE")


@pytest.fixture
def organization(app, database):
    with app.app_context():
        yield create_organization(database, "Hafenwerk GmbH", kind="company")


@pytest.fixture
def change(organization):
    """``change(set_address, …)``: what it returns."""

    def act(function, *values):
        with transaction() as session:
            return function(session, organization.id, *values, operator())

    return act


@pytest.mark.parametrize(
    ("name", "kind", "is_changed"),
    [
        ("Hafenwerk GmbH", OrganizationKind.COMPANY, False),
        ("Hafenwerk AG", OrganizationKind.COMPANY, True),
        ("Hafenwerk GmbH", OrganizationKind.PRIVATE, True),
    ],
)
def test_another_name_or_kind_is_a_change(change, name, kind, is_changed):
    assert change(rename_organization, name, kind) is is_changed
    assert not change(rename_organization, name, kind)


def test_an_address_is_new_then_the_same_then_another(change, organization):
    kinds = list(AddressKind)
    entered = [change(set_address, kinds[0], each) for each in (HERE, HERE, ELSEWHERE)]
    assert entered == [True, False, True]
    assert change(set_address, kinds[1], HERE)
    with transaction() as session:
        assert read_addresses(session, organization.id) == {kinds[0]: ELSEWHERE, kinds[1]: HERE}


def test_an_address_is_removed_once_and_alone(change, organization):
    kinds = list(AddressKind)
    for kind in kinds[:2]:
        change(set_address, kind, HERE)

    assert [change(remove_address, kinds[0]) for _ in range(2)] == [True, False]
    with transaction() as session:
        assert read_addresses(session, organization.id) == {kinds[1]: HERE}
