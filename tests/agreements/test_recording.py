"""What an account agreed to is recorded once for each version, and remembered at its admission."""

import threading
from datetime import timedelta

import pytest
from sqlalchemy import select

from idp.admissions.models import AdmissionRecord
from idp.agreements import record_agreements
from idp.agreements.models import Agreement
from idp.agreements.recording import agreements_of
from idp.audit.models import AuditEvent
from idp.infrastructure.clock import current_time
from tests.factories.accounts import create_account
from tests.factories.actors import person_actor
from tests.factories.admissions import create_admission
from tests.factories.agreements import agreed_text, create_agreement

GIVEN = select(AuditEvent).where(AuditEvent.action == "agreement.given")


@pytest.fixture
def account(database, clock):
    account = create_account(database)
    create_admission(database, account, "shop")
    return account


@pytest.fixture
def record(app, database, account):
    def write(*agreed, way="registration"):
        with app.app_context(), database.transaction() as session:
            record_agreements(session, account.id, "shop", agreed, person_actor(account.id), way=way)

    return write


def marks(database):
    return database.one(select(AdmissionRecord.texts_agreed))


def test_all_that_proves_it_is_kept(database, account, record, clock):
    record(agreed_text("terms", "2026-01", language="en", network="2001:db8::/64"), way="invitation")

    row = database.one(select(Agreement))
    assert (row.account_id, row.portal, row.text, row.version) == (account.id, "shop", "terms", "2026-01")
    assert (row.kind, row.is_required, row.state) == ("terms", True, "agreed")
    assert (row.language, row.network, row.way) == ("en", "2001:db8::/64", "invitation")
    assert (row.agreed_at, row.confirmed_at, row.withdrawn_at) == (current_time(), None, None)


def test_the_admission_remembers_the_versions_that_are_required(database, record):
    record(agreed_text("terms", "1"), agreed_text("privacy", "7"), agreed_text("marketing", "1"))
    assert marks(database) == ("privacy=7", "terms=1")

    record(agreed_text("terms", "2"))
    assert marks(database) == ("privacy=7", "terms=1", "terms=2")


def test_a_text_that_is_met_twice_has_one_record_with_its_first_time(database, record, clock):
    first = current_time()
    record(agreed_text())
    clock.shift(timedelta(days=1))
    record(agreed_text(), way="sign_in")

    row = database.one(select(Agreement))
    assert (row.agreed_at, row.way) == (first, "registration")
    assert len(database.rows(GIVEN)) == 1


def test_another_version_has_a_record_of_its_own(database, record):
    record(agreed_text(version="1"))
    record(agreed_text(version="2"))

    assert database.rows(select(Agreement.version).order_by(Agreement.version)) == ["1", "2"]


def test_what_was_withdrawn_can_be_given_again(database, account, record, clock):
    before = current_time() - timedelta(days=3)
    create_agreement(
        database, account, "marketing", state="withdrawn", agreed_at=before, withdrawn_at=before, language="en"
    )
    record(agreed_text("marketing"), way="account_page")

    row = database.one(select(Agreement))
    assert (row.state, row.agreed_at, row.withdrawn_at) == ("agreed", current_time(), None)
    assert (row.language, row.way) == ("de", "account_page")


def test_an_event_tells_key_and_version_and_no_words(database, account, record):
    record(agreed_text("terms", "2026-01"))

    event = database.one(GIVEN)
    assert (event.subject, event.portal, event.actor_id) == (account.id, "shop", account.id)
    own = {name: value for name, value in event.details.items() if name != "device"}
    assert own == {"text": "terms", "version": "2026-01", "way": "registration", "awaits_confirmation": False}


def test_nothing_is_recorded_where_nothing_was_agreed_to(database, record):
    record()

    assert database.count(Agreement) == 0
    assert marks(database) == ()


def test_without_an_admission_the_record_stands_alone(app, database, account):
    with app.app_context(), database.transaction() as session:
        record_agreements(session, account.id, "forum", [agreed_text()], person_actor(account.id), way="sign_in")

    assert database.one(select(Agreement.portal)) == "forum"
    assert marks(database) == ()


def test_of_two_at_once_one_is_written_and_both_are_remembered(app, database, account, record):
    barrier = threading.Barrier(2)

    def agree(*agreed):
        barrier.wait()
        record(*agreed)

    runs = [threading.Thread(target=agree, args=(agreed_text(), agreed_text(key))) for key in ("privacy", "other")]
    for run in runs:
        run.start()
    for run in runs:
        run.join()

    assert sorted(database.rows(select(Agreement.text))) == ["other", "privacy", "terms"]
    assert marks(database) == ("other=1", "privacy=1", "terms=1")


def test_an_account_has_its_own_the_latest_first(app, database, account, clock):
    stranger = create_account(database)
    create_agreement(database, stranger)
    create_agreement(database, account, "terms")
    clock.shift(timedelta(minutes=1))
    create_agreement(database, account, "privacy", portal="forum")

    with app.app_context(), database.transaction() as session:
        assert [each.text for each in agreements_of(session, account.id)] == ["privacy", "terms"]
        assert [each.text for each in agreements_of(session, account.id, "shop")] == ["terms"]
