"""A pushed request can be opened again and again, until it is answered: once, with a code or an error."""

from datetime import timedelta

import pytest
from flask import request

from idp.infrastructure.background.periodic_tasks import periodic_tasks_of
from idp.infrastructure.clock import current_time
from idp.oauth.authorizations.models import AuthorizationRecord
from idp.oauth.pushed_requests.models import AnsweredRequest, PushedRequest
from tests.factories.accounts import PASSWORD, create_account
from tests.factories.clients import change_client
from tests.factories.relying_parties import answer_of, create_relying_party
from tests.factories.sessions import sign_in
from tests.factories.sign_in_pages import follow_local, follow_sign_in
from tests.provisioning.pages import forms_of
from tests.security.racing import race

pytestmark = pytest.mark.usefixtures("clock")
AT_ONCE = 12
HOME = "https://shop.example.test/"


def is_code(answer):
    """Whether a browser was sent to the application with a code, by redirect or form."""
    if answer.status_code == 303:
        return "code=" in answer.location
    return answer.status_code == 200 and "code" in forms_of(answer)[0].fields


def test_ahead_of_flask_it_is_answered_once(make_app, database):
    app, views = make_app(own=True), []
    app.before_request(lambda: views.append(request.endpoint))
    browser = app.test_client()
    sign_in(browser, database, create_account(database))
    rp = create_relying_party(database, browser)
    rp.obtain_code()  # which admits the account to the portal
    views.clear()
    uri = rp.push_uri()

    assert is_code(rp.open_pushed(uri))
    assert views == []
    assert rp.open_pushed(uri).status_code == 400


@pytest.mark.parametrize("asked", [{"response_mode": "form_post"}, {}])
def test_by_the_view_it_is_answered_once(rp, session, asked):
    """Without a mode, since the first answer admits the account to the portal."""
    uri = rp.push_uri(**asked)

    assert is_code(rp.open_pushed(uri))
    assert rp.open_pushed(uri).status_code == 400


def test_an_error_is_an_answer(rp, person, database):
    silent = rp.push_uri(prompt="none")
    assert answer_of(rp.open_pushed(silent))["error"] == "login_required"
    assert rp.open_pushed(silent).status_code == 400

    uri = rp.push_uri()
    change_client(database, rp.registered, scope="profile")
    assert answer_of(rp.open_pushed(uri))["error"] == "invalid_scope"
    assert rp.open_pushed(uri).status_code == 400


def test_a_request_that_is_refused_on_the_way_is_answered(rp, person, database):
    uri = rp.push_uri()
    page = follow_local(rp.browser, rp.open_pushed(uri))
    change_client(database, rp.registered, scope="profile")
    assert answer_of(rp.browser.get(page.request.full_path))["error"] == "invalid_scope"
    change_client(database, rp.registered, scope="openid")

    assert rp.open_pushed(uri).status_code == 400


def test_it_opens_again_until_then_and_afterwards_no_page_of_it_leads_to_a_second_code(rp, person, client, database):
    """Two interactions of one request, as a reload or a second tab makes them."""
    uri = rp.push_uri()
    first, second = rp.open_pushed(uri), rp.open_pushed(uri)
    assert first.location != second.location

    assert is_code(follow_sign_in(client, first, person.email, PASSWORD))
    late = follow_sign_in(client, second, person.email, PASSWORD)

    assert late.location == HOME
    assert database.count(AuthorizationRecord) == 1
    assert rp.open_pushed(uri).status_code == 400


def test_a_sign_in_that_outlives_the_stored_request_is_answered_once(app, rp, person, client, database, clock):
    uri = rp.push_uri()
    first, second = rp.open_pushed(uri), rp.open_pushed(uri)
    clock.shift(timedelta(minutes=20))
    _run_periodic_tasks(app)
    assert database.count(PushedRequest) == 0

    assert is_code(follow_sign_in(client, first, person.email, PASSWORD))
    clock.shift(timedelta(minutes=5))
    _run_periodic_tasks(app)

    assert follow_sign_in(client, second, person.email, PASSWORD).location == HOME
    assert database.count(AuthorizationRecord) == 1


def test_the_mark_of_the_answer_outlives_every_sign_in_that_the_request_has_begun(rp, session, database, clock):
    """An interaction may be extended ten times by the hour that it has."""
    rp.open_pushed(rp.push_uri())

    with database.transaction() as connection:
        kept = connection.query(AnsweredRequest).one().expires_at - current_time()
    assert kept == timedelta(hours=11, minutes=1)


def test_it_outlives_those_of_a_portal_with_another_hour(make_app, database):
    browser = make_app(portals={"forum": {"lifetimes": {"interaction_minutes": 5}}}).test_client()
    sign_in(browser, database, create_account(database))
    rp = create_relying_party(database, browser, portal="forum")
    rp.open_pushed(rp.push_uri())

    with database.transaction() as connection:
        kept = connection.query(AnsweredRequest).one().expires_at - current_time()
    assert kept == timedelta(minutes=56)


def _run_periodic_tasks(app):
    with app.app_context():
        for task in periodic_tasks_of(app):
            task()


@pytest.mark.threat(9)
@pytest.mark.each_kind
@pytest.mark.parametrize("asked", [{}, {"response_mode": "form_post"}], ids=["ahead of Flask", "by the view"])
def test_of_parallel_answers_one_is_given(rp, session, database, asked):
    rp.obtain_code()
    uri = rp.push_uri(**asked)

    answers = race(AT_ONCE, lambda _: rp.open_pushed(uri))

    assert sorted(is_code(answer) for answer in answers) == [False] * (AT_ONCE - 1) + [True]
    assert {answer.status_code for answer in answers if not is_code(answer)} == {400}
    assert database.count(AuthorizationRecord) == 2


@pytest.mark.threat(9)
@pytest.mark.each_kind
def test_of_parallel_sign_ins_one_gets_the_answer(app, rp, session, person, database):
    uri = rp.push_uri(prompt="login")
    browsers = [app.test_client() for _ in range(4)]
    ends = [_walk_to_the_end(rp, browser, database, person, uri) for browser in browsers]

    answers = race(len(ends), lambda number: browsers[number].get(ends[number]))

    assert sorted(is_code(answer) for answer in answers) == [False] * 3 + [True]
    assert database.count(AuthorizationRecord) == 1


def _walk_to_the_end(rp, browser, database, person, uri):
    """The address of the dispatcher, by a browser whose person has done all that the request asks."""
    response = browser.get("/authorize", query_string={"client_id": rp.client_id, "request_uri": uri})
    page = browser.submit(follow_local(browser, response), {"email": person.email})
    response = browser.submit(follow_local(browser, page), {"password": PASSWORD}, form=1)
    while "/interaction/" not in response.location:
        response = browser.get(response.location)
    return response.location
