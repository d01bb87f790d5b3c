"""What ends with a person's sessions: all of that person's, nothing of anybody else's, and each thing once."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Event

import pytest
from sqlalchemy import select, update

from idp.infrastructure.clock import current_time
from idp.sessions import SignedIn, SsoSession, end_other_sessions, end_session, hold_session, start_session
from idp.sessions.lifecycle import forget_everywhere
from idp.sessions.models import Device, RememberedSignIn
from tests.factories.accounts import create_account
from tests.factories.actors import person_actor
from tests.factories.sessions import create_session


@pytest.fixture
def person(database, clock):
    return create_account(database)


@pytest.fixture
def stranger(database, clock):
    """Somebody else, signed in, remembered, and on a trusted device."""
    account = create_account(database)
    create_session(database, account)
    remember(database, account)
    trust(database, account)
    return account


def remember(database, account, **values):
    given = {
        "account_id": account.id,
        "portal": "shop",
        "token_hash": "x",
        "authenticated_at": current_time(),
        "amr": ["pwd"],
        "acr": "1",
        "expires_at": current_time() + timedelta(days=1),
    }
    row = RememberedSignIn(**given | values)
    database.save(row)
    return row.id


def trust(database, account):
    row = Device(account_id=account.id, token_hash=account.id, trusted_until=current_time() + timedelta(days=1))
    database.save(row)
    return row.id


def ended_at(database, session_id):
    return database.one(select(SsoSession.ended_at).where(SsoSession.id == session_id))


def revoked_at(database, series):
    return database.one(select(RememberedSignIn.revoked_at).where(RememberedSignIn.id == series))


def of(database, account):
    """Whether the account is still signed in, remembered and trusted."""
    (session,) = database.rows(select(SsoSession.ended_at).where(SsoSession.account_id == account.id))
    (series,) = database.rows(select(RememberedSignIn.revoked_at).where(RememberedSignIn.account_id == account.id))
    (device,) = database.rows(select(Device.trusted_until).where(Device.account_id == account.id))
    return session is None, series is None, device is not None


def test_ending_the_others_spares_the_one_that_is_kept(database, person):
    kept, other = (create_session(database, person).id for _ in range(2))
    with database.transaction() as session:
        assert end_other_sessions(session, person.id, kept) == [other]

    assert (ended_at(database, kept), ended_at(database, other)) == (None, current_time())


def test_without_one_to_keep_all_end(database, person):
    every = {create_session(database, person).id for _ in range(2)}
    with database.transaction() as session:
        assert set(end_other_sessions(session, person.id, None)) == every


def test_other_people_notice_nothing(database, person, stranger):
    create_session(database, person)
    with database.transaction() as session:
        end_other_sessions(session, person.id, None)

    assert of(database, stranger) == (True, True, True)


def test_what_was_over_is_not_ended_again(database, person, clock):
    over = create_session(database, person, ended_at=current_time()).id
    clock.shift(60)
    with database.transaction() as session:
        assert end_other_sessions(session, person.id, None) == []

    assert ended_at(database, over) == current_time() - timedelta(seconds=60)


def test_forgetting_ends_memory_and_trust_everywhere(database, person, stranger, clock):
    live, device = remember(database, person), trust(database, person)
    over = remember(database, person, revoked_at=current_time())
    clock.shift(60)
    with database.transaction() as session:
        forget_everywhere(session, person.id)

    assert (revoked_at(database, live), revoked_at(database, over)) == (
        current_time(),
        current_time() - timedelta(seconds=60),
    )
    assert database.one(select(Device.trusted_until).where(Device.id == device)) is None
    assert of(database, stranger) == (True, True, True)


def test_signing_out_forgets_the_series_that_it_came_from_and_no_other(database, person, clock):
    own, other = remember(database, person), remember(database, person)
    with database.transaction() as session:
        end_session(session, create_session(database, person, remembered_id=own).id)

    assert (revoked_at(database, own), revoked_at(database, other)) == (current_time(), None)


def test_a_series_that_was_over_keeps_its_end(database, person, clock):
    series = remember(database, person, revoked_at=current_time())
    mine = create_session(database, person, remembered_id=series)
    clock.shift(60)
    with database.transaction() as session:
        end_session(session, mine.id)

    assert revoked_at(database, series) == current_time() - timedelta(seconds=60)


def test_a_session_that_ended_meanwhile_is_not_renewed(app, database, person):
    """It was alive when the sign-in began; in between the person was signed out everywhere."""
    over = create_session(database, person, ended_at=current_time())
    present = SignedIn(over.id, person.id, current_time(), ("pwd",), "1", current_time())
    with app.app_context(), database.transaction() as session:
        settings = app.settings.sessions
        row, _ = start_session(
            session, person.id, amr=["pwd"], acr="1", actor=person_actor(), settings=settings, present=[present]
        )
        assert row.id != over.id

    assert ended_at(database, over.id) is not None


def test_a_session_is_held_until_the_transaction_is_over(database, person):
    row, ends = create_session(database, person), Event()

    def end():
        with database.transaction() as session:
            ends.set()
            return end_session(session, row.id)

    with ThreadPoolExecutor(1) as other:
        with database.transaction() as session:
            assert hold_session(session, row.id)
            if database.kind == "sqlite":
                # There is one writer, which is this one once it has written.
                session.execute(update(SsoSession).values(place="Dresden"))
            ending = other.submit(end)
            ends.wait(5)
            with pytest.raises(TimeoutError):
                ending.result(0.2)
        assert ending.result(5)

    with database.transaction() as session:
        assert not hold_session(session, row.id)
        assert not hold_session(session, "ses_unknown")
