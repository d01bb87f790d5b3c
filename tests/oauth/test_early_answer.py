"""The answer of a live session, ahead of Flask: the same as that of the view, and only where no page is needed."""

import pytest
from flask import request

from idp.admissions.models import AdmissionRecord
from idp.oauth.authorizations.models import AuthorizationRecord
from tests.factories.accounts import create_account
from tests.factories.relying_parties import answer_of, create_relying_party
from tests.factories.sessions import sign_in, sign_in_beside


@pytest.fixture
def app(make_app):
    return make_app(own=True)


@pytest.fixture
def browser(app, database):
    """A browser that is signed in."""
    client = app.test_client()
    sign_in(client, database, create_account(database))
    return client


@pytest.fixture
def views(app):
    """The endpoints of the views that were reached."""
    reached = []
    app.before_request(lambda: reached.append(request.endpoint))
    return reached


@pytest.fixture
def rp(views, browser, database):
    party = create_relying_party(database, browser, response_types=["code", "none"])
    # The first answer admits the account to the portal, which the view does.
    assert "code" in answer_of(party.authorize())
    views.clear()
    return party


def test_a_live_session_gets_its_code_without_a_view(views, rp):
    code = rp.obtain_code(scope="openid email")

    assert views == []
    assert rp.redeem(code).get_json()["scope"] == "openid email"


def test_silently_as_well(views, rp):
    assert "code" in answer_of(rp.authorize(prompt="none"))
    assert views == []


def test_the_answer_is_that_of_the_view(views, rp, database):
    early = rp.authorize(state="s t&a=te")
    sign_in_beside(rp.browser, database, create_account(database))
    by_the_view = rp.authorize(state="s t&a=te")

    assert views == ["oauth.authorize"]
    assert early.status_code == by_the_view.status_code
    assert {**answer_of(early), "code": ""} == {**answer_of(by_the_view), "code": ""}
    own = {"content-length", "x-request-id", "location", "content-security-policy"}
    kept = {name.lower() for name, _ in early.headers} - own
    assert {name: early.headers[name] for name in kept} == {name: by_the_view.headers.get(name) for name in kept}


@pytest.mark.parametrize(
    "asked",
    [
        {"prompt": "login"},
        {"prompt": "consent"},
        {"prompt": "select_account"},
        {"max_age": "0"},
        {"response_mode": "form_post"},
        {"response_mode": "fragment"},
        {"response_mode": "jwt"},
        {"response_type": "none"},
        {"scope": "openid nonsense\x01"},
        {"redirect_uri": "https://elsewhere.example/"},
    ],
)
def test_what_needs_more_than_a_code_is_left_to_the_view(views, rp, asked):
    rp.authorize(**asked)

    assert views == ["oauth.authorize"]


def test_a_browser_that_loads_ahead_gets_no_code(views, rp, database):
    before = database.count(AuthorizationRecord)

    answer = rp.browser.get("/authorize", query_string=rp.request(), headers={"Sec-Purpose": "prefetch"})

    assert answer.status_code == 503
    assert database.count(AuthorizationRecord) == before


def test_the_first_answer_at_a_portal_admits_the_account(views, browser, database):
    party = create_relying_party(database, browser)
    with database.transaction() as session:
        session.query(AdmissionRecord).delete()

    assert "code" in answer_of(party.authorize())

    assert views == ["oauth.authorize"]
    assert database.count(AdmissionRecord) == 1


def test_without_a_session_the_view_has_it(views, rp, app):
    answer = app.test_client().get("/authorize", query_string=rp.request())

    assert answer.location.startswith("/signin/")
    assert views == ["oauth.authorize"]
