"""A session's life."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from idp.infrastructure.clock import current_time
from idp.infrastructure.ids import new_token
from idp.sessions import SsoSession, end_other_sessions, end_session, find_session, start_session
from idp.sessions.lifecycle import TOUCH_INTERVAL
from tests.factories.accounts import PASSWORD, create_account
from tests.factories.actors import person_actor
from tests.factories.sessions import create_session, sign_in
from tests.factories.sign_in_pages import try_password
from tests.provisioning.work import counted_work

SIGNED_OUT = "/signin?next=/"


@pytest.fixture
def person(database):
    return create_account(database)


@pytest.fixture
def session(client, database, person, clock):
    return sign_in(client, database, person)


def test_a_session_lives_while_it_is_used(client, session, clock):
    for _ in range(5):
        clock.shift(timedelta(minutes=119))
        assert client.get("/").status_code == 200


def test_a_session_that_is_not_used_ends(client, session, clock):
    clock.shift(timedelta(minutes=121))

    assert client.get("/").location == SIGNED_OUT


def test_a_session_ends_in_any_case(client, session, clock):
    for _ in range(7):
        clock.shift(timedelta(minutes=100))
        assert client.get("/").status_code == 200
    clock.shift(timedelta(minutes=21))

    assert client.get("/").location == SIGNED_OUT


def test_use_is_noted_once_in_a_while_only(app, client, database, session, clock):
    with app.app_context():
        engine = app.extensions["sqlalchemy"].engine
    with counted_work(engine) as soon:
        client.get("/")
    clock.shift(TOUCH_INTERVAL)
    with counted_work(engine) as later:
        client.get("/")

    assert not [kind for kind in soon.kinds if kind.startswith("UPDATE")]
    assert [kind for kind in later.kinds if kind.startswith("UPDATE")] == ["UPDATE sessions SET"]
    assert database.one(select(SsoSession.last_seen_at)) == current_time()


def test_looking_a_session_up_takes_one_statement(app, database, person):
    create_session(database, person, token := new_token())
    with app.app_context(), counted_work(app.extensions["sqlalchemy"].engine) as work:
        assert find_session(token, app.settings.sessions, current_time()) is not None

    assert len(work.statements) == 1


def test_a_disabled_account_is_signed_out_at_once(client, database, person, session):
    person.disabled_at = current_time()
    database.save(person)

    assert client.get("/").location == SIGNED_OUT


@pytest.mark.parametrize("value", ["", "x", "x" * 3000, "a b", "%00"])
def test_a_made_up_cookie_is_nobody(client, value):
    client.set_cookie("__Host-idp-session", value, domain="id.example.test", secure=True)

    assert client.get("/").location == SIGNED_OUT


def test_the_cookie_is_host_bound_and_ends_with_the_browser(client, person):
    answer = try_password(client, person.email, PASSWORD)

    (cookie,) = [each for each in answer.headers.getlist("Set-Cookie") if each.startswith("__Host-idp-session=")]
    assert {"Secure", "HttpOnly", "Path=/", "SameSite=Lax"} <= {part.strip() for part in cookie.split(";")}
    assert "Max-Age" not in cookie
    assert "Expires" not in cookie


def test_an_ended_session_is_over_and_ends_once(app, client, database, session):
    with database.transaction() as transaction:
        assert end_session(transaction, session.id)
        assert not end_session(transaction, session.id)

    assert client.get("/").location == SIGNED_OUT


def test_ending_all_tells_which(database, person):
    others = create_session(database, create_account(database))
    own = {create_session(database, person).id for _ in range(3)}

    with database.transaction() as transaction:
        assert set(end_other_sessions(transaction, person.id, None)) == own
        assert end_other_sessions(transaction, person.id, None) == []

    assert database.one(select(SsoSession.id).where(SsoSession.ended_at.is_(None))) == others.id


def test_signing_in_again_renews_the_session_of_the_same_person(app, database, person, clock):
    create_session(database, person, token := new_token())
    with app.app_context():
        current = find_session(token, app.settings.sessions, current_time())
    clock.shift(3600)

    with database.transaction() as transaction:
        renewed, new = start_session(
            transaction,
            person.id,
            amr=["pwd"],
            acr="1",
            actor=person_actor(),
            settings=app.settings.sessions,
            present=[current],
        )

    assert (renewed.id, renewed.authenticated_at) == (current.session_id, current_time())
    assert renewed.expires_at == current_time() + timedelta(hours=12)
    with app.app_context():
        assert find_session(token, app.settings.sessions, current_time()) is None
        assert find_session(new, app.settings.sessions, current_time()) is not None
