"""A password manager fills name and password on the first page, where no person sees a field for the latter.

Trial row F17.
"""

import pytest
from sqlalchemy import select

from idp.audit.models import AuditEvent
from idp.interactions import Interaction
from idp.sessions import SsoSession
from tests.factories.accounts import PASSWORD, create_account
from tests.factories.factors import create_app_of
from tests.factories.relying_parties import answer_of, create_relying_party


@pytest.fixture
def person(database):
    return create_account(database)


@pytest.fixture
def page(client):
    return client.get("/signin", follow_redirects=True)


def test_the_first_page_has_a_field_for_it_out_of_sight(page):
    field = page.text.partition('type="password"')[2].partition(">")[0]

    assert 'autocomplete="current-password"' in field
    assert 'tabindex="-1"' in field
    assert 'aria-hidden="true"' in field
    assert "value" not in field


def test_both_filled_sign_in_at_once(client, database, person, page):
    answer = client.submit(page, {"email": person.email, "current_password": PASSWORD})

    assert (answer.status_code, answer.location) == (303, "/")
    assert database.one(select(SsoSession.account_id)) == person.id


def test_the_request_of_an_application_goes_on(client, database, person):
    page = client.get(create_relying_party(database, client).authorize().location)

    answer = client.submit(page, {"email": person.email, "current_password": PASSWORD})

    assert "code" in answer_of(client.get(answer.location))


def test_a_second_factor_is_asked_for_as_ever(app, client, database, person, page):
    create_app_of(database, app.secret_box, person)

    answer = client.submit(page, {"email": person.email, "current_password": PASSWORD})

    assert "/factor" in answer.location
    assert database.count(SsoSession) == 0


@pytest.mark.parametrize("password", ["", "an old one"])
def test_without_the_right_one_the_password_page_follows_and_says_nothing(client, database, person, page, password):
    answer = client.submit(page, {"email": person.email, "current_password": password}, follow_redirects=True)

    assert answer.request.path.endswith("/password")
    assert "Fehler:" not in answer.text
    assert password not in answer.text or not password
    assert database.count(SsoSession) == 0


def test_a_name_that_nobody_has_gets_the_same_answer(app, database, person):
    answers = []
    for name in (person.email, "nobody@example.test"):
        client = app.test_client()
        page = client.get("/signin", follow_redirects=True)
        answer = client.submit(page, {"email": name, "current_password": "wrong"})
        interaction = page.request.path.rpartition("/")[2]
        answers.append((answer.status_code, answer.location.replace(interaction, "")))

    assert answers[0] == answers[1]


def test_it_is_an_attempt_like_any_other(make_app, database, person):
    client = make_app(throttle={"account_attempts": 3}).test_client()
    for _ in range(3):
        page = client.get("/signin", follow_redirects=True)
        client.submit(page, {"email": person.email, "current_password": "wrong"})

    page = client.get("/signin", follow_redirects=True)
    client.submit(page, {"email": person.email, "current_password": PASSWORD})

    assert database.count(SsoSession) == 0
    reasons = [event.details["reason"] for event in database.rows(select(AuditEvent))]
    assert reasons == [*["wrong password"] * 3, "too many attempts"]


def test_what_was_filled_is_neither_kept_nor_shown(client, database, page):
    answer = client.submit(page, {"email": "", "current_password": "Geheim-und-lang-1"})

    assert answer.status_code == 422
    assert "Geheim-und-lang-1" not in answer.text
    assert database.one(select(Interaction.identifier)) is None
