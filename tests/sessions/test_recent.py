"""Who is asked to sign in once more, and where the way leads back to."""

from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest

from idp.infrastructure.clock import current_time
from idp.sessions import SignedIn
from idp.sessions.recent import RECENT, SessionChecks, SignInNeeded, init_session_checks, is_recent
from tests.factories.accounts import create_account
from tests.factories.sessions import sign_in

SECOND = timedelta(seconds=1)


def signed_in(age):
    proved_at = current_time() - age
    return SignedIn("ses_1", "acc_1", proved_at, ("pwd",), "1", last_seen_at=current_time())


def checks_with(is_enough):
    return SessionChecks(is_enough, hold=lambda signed_in: None, carry_on=lambda signed_in, interaction_id: None)


@pytest.mark.parametrize(("age", "expected"), [(RECENT - SECOND, True), (RECENT, True), (RECENT + SECOND, False)])
def test_a_proof_is_recent_for_ten_minutes(clock, age, expected):
    assert is_recent(signed_in(age)) is expected


@pytest.mark.parametrize(
    ("method", "address", "referrer", "expected"),
    [
        ("GET", "/account/devices", None, "/account/devices"),
        ("GET", "/account/devices?page=2", "https://id.example.test/elsewhere", "/account/devices?page=2"),
        ("GET", "/account/X?q=X", None, "/account/X?q=X"),
        ("POST", "/account/devices/end", "https://id.example.test/account/devices", "/account/devices"),
        ("POST", "/account/devices/end", None, "/account/devices/end"),
        ("POST", "/account/devices/end", "https://id.example.test", "/account/devices/end"),
    ],
)
def test_the_way_leads_back_to_the_page_or_to_the_page_of_the_form(app, method, address, referrer, expected):
    headers = {} if referrer is None else {"Referer": referrer}
    with app.test_request_context(address, method=method, headers=headers):
        location = SignInNeeded(is_fresh=True).response.location

    assert urlsplit(location).path == "/signin"
    assert parse_qs(urlsplit(location).query) == {"next": [expected], "fresh": ["1"]}


def test_without_a_session_nothing_is_said_of_a_fresh_sign_in(app):
    with app.test_request_context("/account"):
        location = SignInNeeded(is_fresh=False).response.location

    assert parse_qs(urlsplit(location).query) == {"next": ["/account"]}


def test_the_pages_of_an_account_open_to_a_session_that_is_enough_and_ask_once_a_request(make_app, database, clock):
    app, asked = make_app(own=True), []
    client = app.test_client()
    session = sign_in(client, database, create_account(database))

    init_session_checks(app, checks_with(lambda signed_in: asked.append(signed_in.session_id) or True))
    assert client.get("/account/sessions").status_code == 200
    assert asked == [session.id]

    init_session_checks(app, checks_with(lambda signed_in: False))
    assert client.get("/").location == "/signin?next=/"
