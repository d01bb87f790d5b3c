"""Who may decide about a registration."""

import pytest

from idp.accounts.models import Account
from idp.organizations.models import Organization
from idp.registration.customer_approval.approvers import (
    find_organization_of_customer,
    is_person_of,
    may_decide,
    read_approvers,
)
from idp.registration.models import Registration
from tests.conftest import FROZEN_AT
from tests.factories.customers import create_record
from tests.provisioning.databases import Database

pytestmark = pytest.mark.threat(69)


def test_an_administrator_who_asks_for_access_is_not_asked_to_approve_it(
    database: Database, organization: Organization, chief: Account, second: Account
) -> None:
    own = Registration(account_id=chief.id, is_of_account=True, email=chief.email)
    with database.transaction() as session:
        assert [each.id for each in read_approvers(session, organization, own)] == [second.id]


@pytest.mark.parametrize(
    ("email", "account_id", "is_of_account", "is_own"),
    [
        ("ada@example.test", None, False, True),
        ("other@example.test", "acc_1", True, True),
        # The account that came of it, which is not that of an applicant.
        ("other@example.test", "acc_1", False, False),
        ("other@example.test", None, False, False),
    ],
)
def test_whose_registration_it_is(email: str, account_id: str | None, *, is_of_account: bool, is_own: bool) -> None:
    registration = Registration(email=email, account_id=account_id, is_of_account=is_of_account)
    assert is_person_of(registration, Account(id="acc_1", email="ada@example.test")) is is_own


@pytest.mark.parametrize(
    ("let_in_by", "representative", "is_reminded", "may"),
    [
        ("administrators", "acc_2", False, True),
        ("representative", "acc_2", True, False),
        ("representative", "acc_1", False, True),
        ("representative", None, True, False),
        ("representative_first", "acc_2", False, False),
        ("representative_first", "acc_2", True, True),
        ("representative_first", "acc_1", False, True),
        ("representative_first", None, False, True),
    ],
)
def test_who_decides_by_the_policy_of_the_organization(
    let_in_by: str, representative: str | None, *, is_reminded: bool, may: bool
) -> None:
    organization = Organization(let_in_by=let_in_by, representative_id=representative)
    registration = Registration(reminded_at=FROZEN_AT if is_reminded else None)
    assert may_decide(organization, registration, "acc_1") is may


@pytest.mark.parametrize("is_eligible", [True, False])
def test_the_organization_of_the_customer_is_asked_where_the_evidence_was_enough(
    database: Database, organization: Organization, *, is_eligible: bool
) -> None:
    record = create_record(database, "4712", organization_id=organization.id)
    registration = Registration(is_eligible=is_eligible, customer_id=record.id)
    with database.transaction() as session:
        found = find_organization_of_customer(session, registration)
        assert (found.id if found else None) == (organization.id if is_eligible else None)


def test_a_customer_that_was_merged_is_decided_on_where_it_went(database: Database, organization: Organization) -> None:
    kept = create_record(database, "4712", organization_id=organization.id)
    merged = create_record(database, "4713")
    database.change(merged, merged_into_id=kept.id)
    registration = Registration(is_eligible=True, customer_id=merged.id)
    with database.transaction() as session:
        found = find_organization_of_customer(session, registration)
        assert found is not None and found.id == organization.id
