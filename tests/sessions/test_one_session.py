"""A statement about one session changes that one and none beside it."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from idp.infrastructure.clock import current_time
from idp.sessions.lifecycle import (
    add_to_session,
    end_session,
    find_session,
    put_enrolment_off,
    resume_session,
    touch_session,
)
from idp.sessions.models import SsoSession
from tests.factories.accounts import create_account
from tests.factories.sessions import create_session

pytestmark = pytest.mark.usefixtures("clock")
TOKENS = ("first", "second", "third")


@pytest.fixture
def rows(database):
    """Three sessions of three people."""
    return [
        create_session(database, create_account(database, email=f"{token}@example.test"), token) for token in TOKENS
    ]


@pytest.fixture
def changed(database, rows):
    """``changed("acr")``: the values of a column, in the order of ``rows``."""

    def read(column):
        found = {row.id: getattr(row, column) for row in database.rows(select(SsoSession))}
        return [found[row.id] for row in rows]

    return read


def test_the_session_of_a_cookie_is_found(app, settings, rows):
    with app.app_context():
        found = [find_session(token, settings.sessions, current_time()) for token in TOKENS]

    assert [each.session_id for each in found] == [row.id for row in rows]


def test_use_is_noted_of_the_session_that_is_used(app, settings, rows, changed, clock):
    began = current_time()
    clock.shift(timedelta(minutes=5))
    with app.app_context():
        touch_session(find_session("second", settings.sessions, current_time()), current_time())

    assert changed("last_seen_at") == [began, current_time(), began]


def test_a_session_is_resumed_by_its_own_cookie_alone(database, settings, rows, changed, clock):
    began = current_time()
    clock.shift(timedelta(minutes=5))
    with database.transaction() as session:
        assert not resume_session(session, rows[0].id, "second", settings.sessions)
        assert resume_session(session, rows[1].id, "second", settings.sessions)

    assert changed("last_seen_at") == [began, current_time(), began]


def test_a_session_ends_alone(database, rows, changed):
    with database.transaction() as session:
        end_session(session, rows[1].id)

    assert changed("ended_at") == [None, current_time(), None]


def test_setting_a_factor_up_is_put_off_in_one_session(database, rows, changed):
    with database.transaction() as session:
        put_enrolment_off(session, rows[1].id, current_time())

    assert changed("enrolment_put_off_at") == [None, current_time(), None]


def test_a_further_factor_counts_in_the_session_that_proved_it(database, rows, changed):
    with database.transaction() as session:
        add_to_session(session, rows[1].id, ["pwd", "otp", "mfa"], "2")

    assert changed("acr") == ["1", "2", "1"]
    assert changed("amr") == [["pwd"], ["pwd", "otp", "mfa"], ["pwd"]]
