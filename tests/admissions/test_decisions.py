"""What is written down of an admission: how it came about, what was completed and agreed to, and when."""

from concurrent.futures import ThreadPoolExecutor, wait

import pytest
from sqlalchemy import select

from idp.actors import Actor, ActorKind
from idp.admissions import add_admission, admit, complete_journey, join_portal, withdraw_admission
from idp.admissions.models import AdmissionRecord
from idp.audit.models import AuditEvent
from idp.infrastructure.clock import current_time
from idp.protocol.admission import CompletedJourney
from tests.factories.accounts import create_account

PERSON = Actor(kind=ActorKind.PERSON, id="acc_1")
OPERATOR = Actor(kind=ActorKind.OPERATOR, id="command line")
TERMS = {"terms": {"version": "2026-01"}}
JOURNEY = CompletedJourney(2, TERMS)


@pytest.fixture
def account_id(database, clock):
    return create_account(database).id


@pytest.fixture
def run(database, account_id):
    """``run(admit)``: a change of the account's admission to the shop, by an operator."""

    def act(change, *given, **options):
        with database.transaction() as session:
            return change(session, account_id, "shop", *given, **options)

    return act


@pytest.fixture
def row(database):
    """What is written down at the shop."""
    return lambda: database.one(select(AdmissionRecord).where(AdmissionRecord.portal == "shop"))


@pytest.fixture
def events(database):
    def read():
        found = database.rows(select(AuditEvent).order_by(AuditEvent.at, AuditEvent.action))
        return [(each.action, each.subject, each.actor_id, each.portal, each.details) for each in found]

    return read


def test_joining_keeps_how_and_what_was_completed_and_when(run, row, clock):
    assert run(join_portal, PERSON, way="registration", journey=JOURNEY)

    joined = row()
    assert (joined.state, joined.evidence, joined.profile) == ("admitted", {"way": "registration"}, {})
    assert (joined.journey_version, joined.terms_accepted) == (2, TERMS)
    assert joined.created_at == joined.updated_at == current_time()


def test_without_a_journey_none_is_completed(run, row):
    assert run(join_portal, PERSON, way="sign_in")

    assert (row().journey_version, row().terms_accepted) == (0, {})


def test_joining_is_told_of_once(run, events, account_id):
    run(join_portal, PERSON, way="registration")
    run(join_portal, PERSON, way="sign_in")

    assert events() == [("admission.joined", account_id, "acc_1", "shop", {"way": "registration"})]


def test_an_account_that_is_made_brings_its_admission_along(run, row, events):
    run(add_admission, way="import", journey=JOURNEY)

    assert (row().state, row().evidence) == ("admitted", {"way": "import"})
    assert (row().journey_version, row().terms_accepted) == (2, TERMS)
    assert events() == []


def test_a_journey_that_is_completed_admits_an_account_that_never_was(run, row, events, account_id):
    assert run(complete_journey, PERSON, JOURNEY, way="sign_in")

    assert (row().state, row().evidence, row().journey_version) == ("admitted", {"way": "sign_in"}, 2)
    completed = {"version": 2, "parts": ["terms"]}
    assert events() == [
        ("admission.joined", account_id, "acc_1", "shop", {"way": "sign_in"}),
        ("admission.journey_completed", account_id, "acc_1", "shop", completed),
    ]


def test_a_later_version_is_completed_beside_what_was_agreed_to_before(run, row, clock):
    run(join_portal, PERSON, way="registration", journey=JOURNEY)
    clock.shift(60)
    later = {"terms": {"version": "2026-06"}, "privacy": {"version": "1"}}

    assert run(complete_journey, PERSON, CompletedJourney(3, later), way="sign_in")

    assert (row().journey_version, row().terms_accepted) == (3, later)
    assert row().evidence == {"way": "registration"}
    assert run(complete_journey, PERSON, CompletedJourney(4, {"age": {"over": "18"}}), way="sign_in")
    assert row().terms_accepted == {**later, "age": {"over": "18"}}
    assert row().updated_at == current_time() != row().created_at


def test_a_journey_admits_no_account_whose_admission_was_withdrawn(run, row, events):
    run(withdraw_admission, OPERATOR)
    before = events()

    assert not run(complete_journey, PERSON, JOURNEY, way="sign_in")

    assert (row().state, row().journey_version, row().terms_accepted) == ("withdrawn", 0, {})
    assert events() == before


@pytest.mark.parametrize(("change", "state"), [(admit, "admitted"), (withdraw_admission, "withdrawn")])
def test_a_decision_is_an_operator_s_way_in_or_out(run, row, events, account_id, change, state):
    assert run(change, OPERATOR)
    assert not run(change, OPERATOR)

    assert (row().state, row().evidence, row().journey_version) == (state, {"way": "operator"}, 0)
    assert events() == [(f"admission.{state}", account_id, "command line", "shop", {"way": "operator"})]


def test_a_decision_changes_the_state_and_keeps_what_was_completed(run, row, clock):
    run(join_portal, PERSON, way="registration", journey=JOURNEY)
    joined_at = current_time()
    clock.shift(60)

    assert run(withdraw_admission, OPERATOR)

    assert (row().state, row().evidence) == ("withdrawn", {"way": "operator"})
    assert (row().journey_version, row().terms_accepted) == (2, TERMS)
    assert (row().created_at, row().updated_at) == (joined_at, current_time())


def test_a_decision_is_about_one_account_at_one_portal(database, run, account_id):
    other = create_account(database).id
    with database.transaction() as session:
        for each, portal in ((account_id, "forum"), (other, "shop")):
            join_portal(session, each, portal, PERSON, way="registration")
    run(withdraw_admission, OPERATOR)

    states = {(each.account_id, each.portal): each.state for each in database.rows(select(AdmissionRecord))}
    assert states == {
        (account_id, "shop"): "withdrawn",
        (account_id, "forum"): "admitted",
        (other, "shop"): "admitted",
    }


@pytest.mark.only_on("postgresql")
def test_what_is_agreed_to_in_two_tabs_at_the_same_moment_is_kept_of_both(database, account_id, run, row):
    run(join_portal, PERSON, way="registration")

    def agree(session, part):
        assert complete_journey(session, account_id, "shop", PERSON, CompletedJourney(1, {part: {}}), way="sign_in")

    def beside():
        with database.transaction() as session:
            agree(session, "privacy")

    with ThreadPoolExecutor(1) as threads:
        with database.transaction() as session, session.no_autoflush:
            agree(session, "terms")
            other = threads.submit(beside)
            assert not wait([other], timeout=1).done
        other.result(timeout=30)

    assert row().terms_accepted == {"terms": {}, "privacy": {}}
