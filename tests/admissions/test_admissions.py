"""Admitting accounts to portals."""

import pytest
from sqlalchemy import select

from idp.actors import Actor, ActorKind
from idp.admissions import admit, find_admission, join_portal, withdraw_admission
from idp.audit.models import AuditEvent
from idp.infrastructure.database import transaction
from idp.protocol.admission import AdmissionState
from tests.factories.accounts import create_account

PERSON = Actor(kind=ActorKind.PERSON)
OPERATOR = Actor(kind=ActorKind.OPERATOR, id="command line", reason="asked by the customer")
ADMITTED, WITHDRAWN = AdmissionState.ADMITTED, AdmissionState.WITHDRAWN


@pytest.fixture
def account_id(app, database):
    with app.app_context():
        yield create_account(database).id


def run(change, account_id, portal="shop", actor=OPERATOR, **options):
    with transaction() as session:
        return change(session, account_id, portal, actor, **options)


def join(account_id, portal="shop"):
    return run(join_portal, account_id, portal, PERSON, way="registration")


def test_an_account_stands_nowhere_at_first(account_id):
    assert find_admission(account_id, "shop").state is None


def test_an_admission_counts_for_its_portal_alone(account_id):
    assert join(account_id)

    assert find_admission(account_id, "shop").state is ADMITTED
    assert find_admission(account_id, "other").state is None


def test_joining_twice_changes_nothing(account_id):
    join(account_id)

    assert not join(account_id)


def test_a_withdrawn_admission_is_not_joined_again(account_id):
    join(account_id)
    assert run(withdraw_admission, account_id)

    assert not join(account_id)
    assert find_admission(account_id, "shop").state is WITHDRAWN


def test_an_account_can_be_refused_before_it_was_ever_admitted(account_id):
    assert run(withdraw_admission, account_id)

    assert find_admission(account_id, "shop").state is WITHDRAWN


def test_a_withdrawn_admission_can_be_given_back(account_id):
    run(withdraw_admission, account_id)

    assert run(admit, account_id)
    assert find_admission(account_id, "shop").state is ADMITTED


@pytest.mark.parametrize("change", [admit, withdraw_admission])
def test_a_second_decision_of_the_same_kind_changes_nothing(account_id, change):
    assert run(change, account_id)

    assert not run(change, account_id)


def test_each_change_is_recorded_with_its_actor_portal_and_reason(account_id):
    join(account_id)
    run(withdraw_admission, account_id)
    run(withdraw_admission, account_id)
    run(admit, account_id)

    with transaction() as session:
        events = session.scalars(
            select(AuditEvent).where(AuditEvent.subject == account_id).order_by(AuditEvent.at, AuditEvent.id)
        ).all()
        assert sorted(event.action for event in events) == [
            "admission.admitted",
            "admission.joined",
            "admission.withdrawn",
        ]
        assert {event.portal for event in events} == {"shop"}
        reasons = {event.action: event.details.get("reason") for event in events}
        assert reasons["admission.withdrawn"] == "asked by the customer"
