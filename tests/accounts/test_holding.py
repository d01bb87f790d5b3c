"""Holding an account for a change: only as long as what the change rests on still holds, as the rows say now."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from idp.accounts.locks import SignedOutMeanwhile, hold_account, hold_pending_account, lock_account
from idp.accounts.models import Account
from idp.accounts.security.access import end_access, withdraw_access
from idp.accounts.signals import access_ended, access_withdrawn
from idp.infrastructure.clock import current_time
from idp.interactions import Interaction
from idp.sessions import SsoSession
from tests.factories.accounts import create_account
from tests.factories.actors import person_actor
from tests.factories.sessions import create_session

pytestmark = [pytest.mark.usefixtures("clock"), pytest.mark.threat(35)]
MINUTE = timedelta(minutes=1)


@pytest.fixture
def person(database):
    return create_account(database)


@pytest.fixture
def own(database, person):
    return create_session(database, person)


def test_a_live_session_of_an_active_account_holds_it(database, person, own):
    with database.transaction() as session:
        assert hold_account(session, person.id, own.id).id == person.id


@pytest.mark.parametrize("what", ["no session", "unknown session", "ended", "disabled", "deleted"])
def test_without_it_nothing_is_held(database, person, own, what):
    session_id = {"no session": None, "unknown session": "ses_unknown"}.get(what, own.id)
    if what == "ended":
        database.change(own, ended_at=current_time())
    elif what == "disabled":
        database.change(person, disabled_at=current_time())
    account_id = "acc_unknown" if what == "deleted" else person.id
    with pytest.raises(SignedOutMeanwhile), database.transaction() as session:
        hold_account(session, account_id, session_id)


def test_another_session_that_ended_does_not_matter(database, person, own):
    create_session(database, person, ended_at=current_time())
    with database.transaction() as session:
        hold_account(session, person.id, own.id)


def pending(account_id, **values):
    given = {"pending_account_id": account_id, "pending_since": current_time()}
    return Interaction(browser_hash="-", portal="shop", expires_at=current_time() + MINUTE, **given | values)


@pytest.mark.parametrize("changed", [None, timedelta(0), -MINUTE])
def test_who_is_signing_in_is_held(database, person, own, changed):
    if changed is not None:
        database.change(person, password_changed_at=current_time() + changed)
    with database.transaction() as session:
        assert hold_pending_account(session, pending(person.id)).id == person.id
        assert hold_pending_account(session, pending(person.id, pending_session_id=own.id)).id == person.id


@pytest.mark.parametrize("what", ["nobody", "no time", "password replaced", "disabled", "step-up of an ended session"])
def test_who_is_signing_in_is_not_held_where_what_was_checked_is_over(database, person, own, what):
    account_id = None if what == "nobody" else person.id
    values = {
        "no time": {"pending_since": None},
        "step-up of an ended session": {"pending_session_id": own.id},
    }.get(what, {})
    if what == "password replaced":
        database.change(person, password_changed_at=current_time() + timedelta(microseconds=1))
    elif what == "disabled":
        database.change(person, disabled_at=current_time())
    elif what == "step-up of an ended session":
        database.change(own, ended_at=current_time())
    with database.transaction() as session:
        assert hold_pending_account(session, pending(account_id, **values)) is None


def test_the_row_is_read_anew_whatever_was_read_before(database, person):
    create_account(database)
    with database.transaction() as session:
        before = session.get_one(Account, person.id)
        change = update(Account).where(Account.id == person.id).values(username="changed")
        session.execute(change, execution_options={"synchronize_session": False})
        assert before.username is None
        assert lock_account(session, person.id).username == "changed"


@pytest.mark.parametrize("revokes_own", [{"revokes_own": True}, {"revokes_own": False}, {}])
def test_ending_access_ends_the_other_sessions_and_says_which_one_is_kept(database, person, own, revokes_own):
    create_session(database, person)
    create_session(database, create_account(database))
    told = []

    def hear(account_id, session, kept_session_id):
        told.append((account_id, session.in_transaction(), kept_session_id))

    with access_ended.connected_to(hear), database.transaction() as session:
        actor = person_actor(person.id, own.id)
        assert end_access(session, person.id, actor, **revokes_own) == 1

    assert told == [(person.id, True, None if revokes_own.get("revokes_own") else own.id)]
    assert len(database.rows(select(SsoSession.id).where(SsoSession.ended_at.is_(None)))) == 2


def test_withdrawing_access_says_from_which_clients(database, person):
    told = []

    def hear(account_id, session, client_ids):
        told.append((account_id, session.in_transaction(), client_ids))

    with access_withdrawn.connected_to(hear), database.transaction() as session:
        withdraw_access(session, person.id, ["app_1"])

    assert told == [(person.id, True, ["app_1"])]
