"""Threat 13: answers for somebody who is not there, or was long ago (OpenID Connect Core 3.1.2.1)."""

from datetime import timedelta

import pytest

from idp.infrastructure.clock import current_time
from idp.oauth.authorizations.models import AuthorizationRecord
from idp.sessions.models import SsoSession
from tests.factories.accounts import PASSWORD, create_account
from tests.factories.clients import REDIRECT_URI
from tests.factories.relying_parties import answer_of, create_relying_party, machine
from tests.factories.sessions import sign_in
from tests.provisioning.pages import forms_of

pytestmark = pytest.mark.threat(13)


def asks_to_sign_in(response):
    return response.status_code == 303 and response.headers["Location"].startswith("/signin/")


def type_credentials(browser, response, person):
    """Go through the pages from where ``response`` leads to, until the relying party is reached."""
    typed = {"email": person.email, "password": PASSWORD}
    for _ in range(8):
        if response.status_code == 200:
            form = next((each for each in forms_of(response) if set(typed) & set(each.fields)), None)
            assert form is not None, response.text
            values = {name: value for name, value in typed.items() if name in form.fields}
            response = browser.submit(response, values, form=forms_of(response).index(form))
        elif response.headers["Location"].startswith(REDIRECT_URI):
            return response
        else:
            response = browser.get(response.headers["Location"])
    raise AssertionError(f"the pages do not end: {response.headers}")


def test_without_a_session_nothing_happens_silently(rp, database):
    answer = answer_of(rp.authorize(prompt="none"))

    assert (answer["error"], answer["state"]) == ("login_required", "state-1")
    assert database.count(AuthorizationRecord) == 0


@pytest.mark.parametrize(
    "end",
    [
        {"ended_at": current_time()},
        {"expires_at": current_time()},
        {"last_seen_at": current_time() - timedelta(days=1), "authenticated_at": current_time() - timedelta(days=1)},
    ],
    ids=["ended", "expired", "idle"],
)
def test_nor_with_a_session_that_is_over(rp, session, database, end):
    database.change(session, **end)

    assert answer_of(rp.authorize(prompt="none"))["error"] == "login_required"


def test_nor_for_a_person_who_was_disabled(rp, session, person, database):
    database.change(person, disabled_at=current_time())

    assert answer_of(rp.authorize(prompt="none"))["error"] == "login_required"


@pytest.mark.parametrize("cookie", ["", "x", "a" * 43, "ses_1", "null", "' OR 1=1 --", "%00"])
def test_nor_with_a_made_up_cookie(rp, session, cookie):
    rp.browser.set_cookie("__Host-idp-session", cookie, domain="id.example.test", secure=True)

    assert answer_of(rp.authorize(prompt="none"))["error"] == "login_required"


def test_nor_with_what_the_database_holds_of_it(rp, session):
    """A stolen table opens no door."""
    for stolen in (session.token_hash, session.id):
        rp.browser.set_cookie("__Host-idp-session", stolen, domain="id.example.test", secure=True)
        assert answer_of(rp.authorize(prompt="none"))["error"] == "login_required"


def test_nor_for_somebody_else(rp, session, database, app):
    """A hint, or a claims request, that names another person than the one who is signed in."""
    other_browser = app.test_client()
    sign_in(other_browser, database, create_account(database))
    other = create_relying_party(database, other_browser)
    hint = other.obtain_tokens()["id_token"]
    claims = '{"id_token": {"sub": {"value": "acc_somebody_else"}}}'

    assert answer_of(rp.authorize(prompt="none", id_token_hint=hint))["error"] == "login_required"
    assert answer_of(rp.authorize(prompt="none", claims=claims))["error"] == "login_required"


def test_with_a_session_it_is_silent(rp, session):
    """Otherwise every test above could pass for a provider that never answers."""
    assert "code" in answer_of(rp.authorize(prompt="none"))
    assert "code" in answer_of(rp.authorize(prompt="none", max_age="10000"))


@pytest.mark.parametrize("changes", [{"max_age": "0"}, {"prompt": "login"}, {"max_age": "1"}])
def test_a_fresh_sign_in_cannot_be_had_silently_from_an_old_one(rp, session, database, changes):
    database.change(session, authenticated_at=current_time() - timedelta(minutes=5))

    assert asks_to_sign_in(rp.authorize(**changes))
    if "prompt" not in changes:
        assert answer_of(rp.authorize(prompt="none", **changes))["error"] == "login_required"
    assert database.count(AuthorizationRecord) == 0


def test_max_age_zero_asks_even_in_the_second_of_another_sign_in(rp, session, clock):
    assert asks_to_sign_in(rp.authorize(max_age="0"))
    assert answer_of(rp.authorize(prompt="none", max_age="0"))["error"] == "login_required"


def test_going_back_without_signing_in_does_not_help(rp, session, database):
    """The dispatcher asks again; it does not take the old session for a new one."""
    page = rp.authorize(max_age="0").headers["Location"]
    interaction = page.split("/")[2]

    assert asks_to_sign_in(rp.browser.get(f"/interaction/{interaction}"))
    assert database.count(AuthorizationRecord) == 0


@pytest.mark.parametrize("changes", [{"max_age": "0"}, {"prompt": "login"}])
def test_the_new_sign_in_has_a_new_time(rp, session, person, database, changes):
    before = current_time() - timedelta(hours=1)
    database.change(session, authenticated_at=before)

    arrived = type_credentials(rp.browser, rp.authorize(**changes), person)
    claims = rp.read_id_token(rp.redeem(answer_of(arrived)["code"]).get_json()["id_token"])

    assert claims["auth_time"] >= int((before + timedelta(minutes=59)).timestamp())
    assert claims["sub"] == person.id


def test_the_time_is_that_of_the_sign_in_and_not_of_the_request(rp, session, database):
    at = current_time() - timedelta(minutes=30)
    database.change(session, authenticated_at=at)

    times = {rp.read_id_token(rp.obtain_tokens(max_age="10000")["id_token"])["auth_time"] for _ in range(2)}

    assert times == {int(at.timestamp())}


def test_nothing_is_written_for_a_silent_refusal(rp, database):
    for _ in range(3):
        machine(rp.browser).get("/authorize", query_string=rp.request(prompt="none"))

    assert database.count(AuthorizationRecord) == 0
    assert database.count(SsoSession) == 0
