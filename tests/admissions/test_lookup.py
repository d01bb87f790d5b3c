"""What is looked up about an account at a portal: its own admission and its own organizations, of no other account."""

from dataclasses import replace

import pytest
from sqlalchemy import select

from idp.accounts.models import Account
from idp.admissions.lookup import ADMISSION, admitted_portals, find_admission, with_admission
from idp.infrastructure.clock import current_time
from idp.organizations.models import Organization
from idp.protocol.admission import Admission, AdmissionState
from tests.factories.accounts import create_account
from tests.factories.admissions import create_admission
from tests.factories.organizations import create_membership, create_organization, join


@pytest.fixture
def ada(app, database):
    with app.app_context():
        yield create_account(database)


@pytest.fixture
def bob(database):
    return create_account(database)


def join_organization(database, account, role, policy):
    membership = create_membership(database, account, role=role)
    organization = database.one(select(Organization).where(Organization.id == membership.organization_id))
    database.change(organization, second_factor=policy)


@pytest.mark.parametrize(
    ("policy", "role", "is_bound"),
    [
        ("off", "member", False),
        ("off", "administrator", False),
        ("optional", "administrator", False),
        ("administrators", "member", False),
        ("administrators", "administrator", True),
        ("all", "member", True),
        ("all", "administrator", True),
    ],
)
def test_an_organization_binds_those_of_its_members_whom_its_policy_names(database, ada, policy, role, is_bound):
    join_organization(database, ada, role, policy)

    found = find_admission(ada.id, "shop")

    assert (found.of_organizations.second_factor, found.is_administrator) == (is_bound, role == "administrator")


def test_the_rule_of_one_organization_for_its_administrators_binds_no_administrator_of_another(database, ada):
    join_organization(database, ada, "member", "administrators")
    join_organization(database, ada, "administrator", "off")

    found = find_admission(ada.id, "shop")

    assert (found.of_organizations.second_factor, found.is_administrator) == (False, True)


def test_the_organization_of_another_account_binds_nobody_else(database, ada, bob):
    join_organization(database, bob, "administrator", "all")

    assert find_admission(bob.id, "shop").of_organizations.second_factor
    assert find_admission(ada.id, "shop") == Admission(portal="shop", password_rules_met=ada.password_rules_met)


@pytest.mark.parametrize(("hours", "expected"), [((), 0), ((0,), 0), ((1,), 1), ((0, 8, 24), 8)])
def test_the_shortest_session_that_an_organization_of_the_account_allows_holds(database, ada, bob, hours, expected):
    """0 is no limit."""
    for number in hours:
        join(database, create_organization(database, session_hours=number), ada)
    join(database, create_organization(database, session_hours=2), bob)

    assert find_admission(ada.id, "shop").of_organizations.session_hours == expected


def test_each_account_is_looked_up_by_its_own_id(database, ada, bob):
    database.change(ada, has_second_factor=True)

    assert [find_admission(each.id, "shop").has_second_factor for each in (ada, bob)] == [True, False]
    assert find_admission("acc_unknown", "shop") is None


def test_what_is_known_of_an_account_is_told_of_the_portal_where_it_stands(database, ada, clock):
    asked_at = current_time()
    create_admission(database, ada, "shop", journey_version=3)
    database.change(ada, password_change_due_at=asked_at, has_second_factor=True, second_factor_asked_at=asked_at)

    known = Admission(
        portal="shop",
        state=AdmissionState.ADMITTED,
        journey_version=3,
        password_rules_met=ada.password_rules_met,
        is_password_change_due=True,
        has_second_factor=True,
        second_factor_asked_at=asked_at,
    )
    assert find_admission(ada.id, "shop") == known
    assert find_admission(ada.id, "forum") == replace(known, portal="forum", state=None, journey_version=0)


def test_the_portals_of_an_account_are_those_that_admit_it(database, ada, bob):
    create_admission(database, ada, "shop")
    create_admission(database, ada, "forum", state=AdmissionState.WITHDRAWN)
    create_admission(database, bob, "club")

    assert admitted_portals(ada.id) == {"shop"}
    assert admitted_portals(bob.id) == {"club"}


def test_what_organizations_demand_is_found_in_indexes(database_of):
    """So that it costs the same with one organization and with 2,000. PostgreSQL plans by the size of the tables, so
    the plan of SQLite is looked at."""
    engine = database_of("sqlite").engine
    statement = select(*ADMISSION).select_from(with_admission(Account.__table__, Account.id)).params(at_portal="shop")
    sql = str(statement.compile(engine, compile_kwargs={"literal_binds": True}))
    with engine.connect() as connection:
        plan = [row[-1] for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {sql}")]

    assert sorted(line.split("INDEX ")[1] for line in plan if "memberships" in line) == [
        "ix_memberships_account_id_role (account_id=? AND role=?)",
        "ix_memberships_account_id_second_factor_role (account_id=? AND second_factor=? AND role=?)",
        "ix_memberships_account_id_second_factor_role (account_id=? AND second_factor=?)",
        "ix_memberships_account_id_session_hours (account_id=? AND session_hours>?)",
    ]
