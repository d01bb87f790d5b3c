"""The pages of an account say when they sign out, and one click stays signed in."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from idp.infrastructure.clock import current_time
from idp.sessions import SignedIn
from idp.sessions.models import SsoSession
from idp.sessions.time_limit import end_of_session
from tests.factories.accounts import create_account
from tests.factories.sessions import sign_in
from tests.provisioning.pages import forms_of

MINUTE = 60
IDLE = timedelta(hours=2)


@pytest.fixture
def person(database, clock):
    return create_account(database, language="en")


def more_time(client, page):
    number = next(n for n, form in enumerate(forms_of(page)) if form.action.endswith("/more-time"))
    return client.submit(page, form=number)


@pytest.mark.parametrize("path", ["/", "/account", "/account/security", "/account/security/totp"])
def test_each_page_of_an_account_says_when_it_signs_out(client, database, person, path):
    """Trial, pages: fault 12."""
    sign_in(client, database, person)

    page = client.get(path)
    assert 'data-time-limit="7200"' in page.text
    assert "You will be signed out at 15:00." in page.text


def test_one_click_stays_signed_in(client, database, person, clock):
    """Without it, the session has ended by then.

    Trial, pages: fault 12."""
    sign_in(client, database, person)
    page = client.get("/account")
    clock.shift(119 * MINUTE)

    assert more_time(client, page).location == "/account"
    clock.shift(119 * MINUTE)
    assert client.get("/account").status_code == 200
    clock.shift(121 * MINUTE)
    assert more_time(client, page).location.startswith("/signin")


def test_the_absolute_end_of_a_session_stays(client, database, person, clock):
    """A page close to it names it in place of the idle limit.

    Trial, pages: fault 12."""
    ends_at = current_time() + timedelta(hours=1)
    sign_in(client, database, person, expires_at=ends_at)
    page = client.get("/account")
    assert 'data-time-limit="3600"' in page.text

    clock.shift(59 * MINUTE)
    more_time(client, page)
    assert database.one(select(SsoSession.expires_at)) == ends_at
    clock.shift(2 * MINUTE)
    assert client.get("/account").status_code == 303


def test_a_limit_of_days_is_not_told(make_app, database, person):
    """Who keeps sessions for days announces nothing: WCAG 2.2, 2.2.1 asks for it below 20 hours.

    Trial, pages: fault 12."""
    client = make_app(sessions={"idle_minutes": 60 * 24 * 20, "absolute_hours": 24 * 20}).test_client()
    sign_in(client, database, person, expires_at=current_time() + timedelta(days=20))

    assert "data-time-limit" not in client.get("/account").text


@pytest.mark.parametrize(
    ("seen_before", "expected"),
    [
        pytest.param(timedelta(0), IDLE, id="just noted"),
        pytest.param(timedelta(seconds=119), IDLE - timedelta(seconds=119), id="noted shortly before"),
        pytest.param(timedelta(minutes=2), IDLE, id="noted by this request"),
        pytest.param(timedelta(minutes=90), IDLE, id="unused for long"),
    ],
)
def test_the_end_counts_from_what_is_noted_of_the_use(clock, seen_before, expected):
    """Trial, pages: fault 12."""
    now = current_time()
    used = SignedIn("ses_1", "acc_1", now, ("pwd",), "1", last_seen_at=now - seen_before)

    assert end_of_session(used, IDLE, now) == now + expected
