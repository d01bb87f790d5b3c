"""Authorization and sign-out where several people are signed in with the browser."""

import json
from datetime import timedelta
from urllib.parse import urlencode

import pytest
from sqlalchemy import select

from idp.infrastructure.clock import current_time
from idp.interactions import Interaction
from idp.sessions import SsoSession
from idp.sessions.web import session_cookie_name
from tests.factories.accounts import PASSWORD, create_account
from tests.factories.relying_parties import RelyingParty, answer_of, create_relying_party
from tests.factories.sessions import lose, other_tokens, session_token, sign_in_beside
from tests.factories.sign_in_pages import PASSWORD_FORM
from tests.provisioning.pages import forms_of

pytestmark = pytest.mark.usefixtures("clock")
BACK = "https://shop.example.test/"


@pytest.fixture
def other(client, database, session):
    """Somebody beside the person who is active."""
    return create_account(database, given_name="Grace", family_name="Hopper", username="grace.h")


@pytest.fixture
def beside(client, database, other):
    return sign_in_beside(client, database, other)


@pytest.fixture
def others_hint(app, database, rp, beside, other):
    """An ID token of the session beside, as the relying party got it while that one was active."""
    elsewhere = app.test_client()
    token, (beside_token,) = session_token(rp.browser), other_tokens(rp.browser)
    hold_active(elsewhere, beside_token)
    found = RelyingParty(rp.registered, elsewhere, rp.verifier).obtain_tokens()["id_token"]
    assert session_token(rp.browser) == token
    return found


def hold_active(client, token):
    client.set_cookie(session_cookie_name(is_https=True), token, domain="id.example.test", secure=True)


def follow(rp, answer):
    while answer.status_code == 303 and answer.location.startswith("/"):
        answer = rp.browser.get(answer.location)
    return answer


def claims_of(rp, answer):
    return rp.read_id_token(rp.redeem(answer_of(answer)["code"]).get_json()["id_token"])


def press(rp, page, name, value):
    number = next(i for i, form in enumerate(forms_of(page)) if (name, value) in form.buttons)
    return follow(rp, rp.browser.submit(page, {name: value}, form=number))


def sub_claim(account):
    return json.dumps({"id_token": {"sub": {"value": account.id}}})


def ended_at(database, session):
    return database.one(select(SsoSession.ended_at).where(SsoSession.id == session.id))


# Who answers ------------------------------------------------------------------------------------------------


def test_without_a_name_the_active_one_answers(rp, session, beside):
    assert claims_of(rp, rp.authorize())["sid"] == session.id


@pytest.mark.parametrize("prompt", ["none", None])
def test_a_hint_at_one_of_the_others_is_answered_without_a_page_and_nobody_changes_places(
    rp, database, beside, other, others_hint, prompt
):
    before = session_token(rp.browser), other_tokens(rp.browser)

    answer = rp.authorize(prompt=prompt, id_token_hint=others_hint)
    claims = claims_of(rp, answer)

    assert (claims["sub"], claims["sid"]) == (other.id, beside.id)
    assert "Set-Cookie" not in answer.headers
    assert (session_token(rp.browser), other_tokens(rp.browser)) == before


def test_a_sub_among_the_claims_does_the_same(rp, beside, other):
    assert claims_of(rp, rp.authorize(prompt="none", claims=sub_claim(other)))["sub"] == other.id


def test_whoever_answers_beside_is_in_use(rp, database, beside, other, clock):
    clock.shift(timedelta(minutes=90))

    rp.authorize(prompt="none", claims=sub_claim(other))

    assert database.one(select(SsoSession.last_seen_at).where(SsoSession.id == beside.id)) == current_time()


@pytest.mark.parametrize("end", [{"ended_at": timedelta()}, {"last_seen_at": timedelta(hours=-2)}])
def test_a_session_that_is_over_answers_nothing(rp, database, beside, other, end):
    database.change(beside, **{name: current_time() + shift for name, shift in end.items()})

    assert answer_of(rp.authorize(prompt="none", claims=sub_claim(other)))["error"] == "login_required"


def test_nobody_active_means_a_choice(rp, session, beside, other):
    lose(rp.browser, session_cookie_name)

    assert answer_of(rp.authorize(prompt="none"))["error"] == "account_selection_required"
    page = follow(rp, rp.authorize())
    assert claims_of(rp, press(rp, page, "session_id", beside.id))["sub"] == other.id


def test_select_account_offers_all_and_goes_on_as_who_was_chosen(rp, session, beside, other):
    page = follow(rp, rp.authorize(prompt="select_account"))

    assert {("session_id", session.id), ("session_id", beside.id)} <= set(forms_of(page)[0].buttons)
    assert claims_of(rp, press(rp, page, "session_id", beside.id))["sub"] == other.id
    assert claims_of(rp, rp.authorize())["sub"] == other.id


def test_a_name_leads_to_the_sign_in_where_nobody_here_has_it(rp, database, session, beside):
    lose(rp.browser, session_cookie_name)
    stranger = create_account(database)

    assert rp.authorize(claims=sub_claim(stranger)).location.count("/") == 2


# Where a page is needed -------------------------------------------------------------------------------------


def test_the_one_who_was_named_becomes_active_for_the_consent_page(database, client, session, beside, other):
    rp = create_relying_party(database, client, consent="explicit")
    first, (second,) = session_token(client), other_tokens(client)

    page = follow(rp, rp.authorize(claims=sub_claim(other)))

    assert other.name in page.text
    assert (session_token(client), other_tokens(client)) == (second, [first])
    assert claims_of(rp, press(rp, page, "decision", "allow"))["sub"] == other.id


def test_silently_no_page_means_an_error_and_no_change(database, client, session, beside, other):
    rp = create_relying_party(database, client, consent="explicit")
    before = session_token(client)

    assert answer_of(rp.authorize(prompt="none", claims=sub_claim(other)))["error"] == "consent_required"
    assert session_token(client) == before


def test_a_fresh_sign_in_of_the_one_named_starts_with_the_address(rp, database, session, beside, other):
    before = session_token(rp.browser)

    page = follow(rp, rp.authorize(prompt="login", claims=sub_claim(other)))

    assert forms_of(page)[0].fields["email"] == other.email
    assert session_token(rp.browser) == before
    page = follow(rp, rp.browser.submit(page))
    answer = follow(rp, rp.browser.submit(page, {"password": PASSWORD}, form=PASSWORD_FORM))
    assert claims_of(rp, answer)["sid"] == beside.id


@pytest.mark.threat(37)
def test_whoever_signs_in_instead_of_the_one_named_gets_no_answer_and_no_one_elses(rp, database, beside, other):
    stranger = create_account(database)
    page = follow(rp, rp.authorize(prompt="login", claims=sub_claim(other)))
    page = follow(rp, rp.browser.submit(page, {"email": stranger.email}))

    answer = follow(rp, rp.browser.submit(page, {"password": PASSWORD}, form=PASSWORD_FORM))

    assert answer_of(answer)["error"] == "login_required"


@pytest.mark.threat(37)
def test_a_yes_of_one_person_never_passes_to_the_next_by_a_turn(database, client, session, beside, other):
    rp = create_relying_party(database, client, consent="explicit")
    consent = rp.authorize(prompt="consent").location
    client.submit(client.get(consent), {"decision": "allow"}, form=1)
    interaction = database.one(select(Interaction))
    chooser = client.get(f"/signin/{interaction.id}/account")

    answer = client.submit(chooser, {"session_id": beside.id})

    assert client.get(answer.location).location == consent


# login_hint -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("spelling", ["{email}", " {email} ", "GRACE.H"])
def test_a_login_hint_for_one_of_the_others_puts_that_one_first(rp, session, beside, other, spelling):
    page = follow(rp, rp.authorize(login_hint=spelling.format(email=other.email)))

    buttons = dict.fromkeys(value for name, value in forms_of(page)[0].buttons if name == "session_id")
    assert list(buttons) == [beside.id, session.id, ""]


def test_a_login_hint_for_the_active_one_or_a_stranger_asks_nothing(rp, person, session, beside):
    for hint in (person.email, "stranger@example.test", "x" * 3000):
        assert claims_of(rp, rp.authorize(login_hint=hint))["sub"] == person.id


def test_a_login_hint_for_a_stranger_is_kept_for_the_sign_in(rp, session, beside):
    lose(rp.browser, session_cookie_name)
    page = follow(rp, rp.authorize(login_hint="stranger@example.test"))

    page = press(rp, page, "session_id", "")

    assert forms_of(page)[0].fields["email"] == "stranger@example.test"


def test_a_login_hint_that_is_longer_than_any_name_is_not_cut_into_another_one(rp, session, beside):
    page = follow(rp, rp.authorize(prompt="login", login_hint="a" * 321 + "@example.test"))

    assert "aaaa" not in page.text


def test_silently_a_login_hint_tells_nothing_about_who_else_is_here(rp, session, beside, other):
    assert claims_of(rp, rp.authorize(prompt="none", login_hint=other.email))["sid"] == session.id


def test_the_person_of_an_id_token_goes_before_a_login_hint(rp, database, session, beside, other, others_hint):
    third = create_account(database)
    sign_in_beside(rp.browser, database, third)

    assert claims_of(rp, rp.authorize(id_token_hint=others_hint, login_hint=third.email))["sub"] == other.id


# Signing out ------------------------------------------------------------------------------------------------


def logout(rp, **parameters):
    return rp.browser.get(f"/logout?{urlencode(parameters)}")


def confirm(rp, page, answer):
    number = next(i for i, form in enumerate(forms_of(page)) if ("confirm", answer) in form.buttons)
    return rp.browser.submit(page, {"confirm": answer}, form=number)


def test_a_hint_signs_its_own_person_out_though_somebody_else_is_active(rp, database, session, beside, others_hint):
    answer = logout(rp, id_token_hint=others_hint, post_logout_redirect_uri=BACK)

    assert answer.location == BACK
    assert ended_at(database, beside) is not None
    assert ended_at(database, session) is None
    assert claims_of(rp, rp.authorize(prompt="none"))["sid"] == session.id


def test_after_one_of_two_signed_out_the_other_is_chosen_once(rp, database, session, beside, others_hint):
    """Trial, pages: fault 10."""
    logout(rp, id_token_hint=others_hint, post_logout_redirect_uri=BACK)

    asked = rp.authorize()
    assert asked.location.endswith("/account")
    answer = rp.browser.submit(rp.browser.get(asked.location), {"session_id": session.id}, follow_redirects=False)
    assert claims_of(rp, rp.browser.get(answer.location))["sid"] == session.id
    assert claims_of(rp, rp.authorize())["sid"] == session.id


def test_a_request_that_names_somebody_asks_nothing_after_a_sign_out(rp, database, session, beside, others_hint):
    mine = rp.obtain_tokens()["id_token"]
    logout(rp, id_token_hint=others_hint, post_logout_redirect_uri=BACK)

    assert claims_of(rp, rp.authorize(id_token_hint=mine))["sid"] == session.id


def test_a_hint_of_the_active_one_leaves_the_others_signed_in(rp, database, session, beside):
    tokens = rp.obtain_tokens()

    logout(rp, id_token_hint=tokens["id_token"], post_logout_redirect_uri=BACK)

    assert (session_token(rp.browser), len(other_tokens(rp.browser))) == (None, 1)
    assert ended_at(database, beside) is None
    assert answer_of(rp.authorize(prompt="none"))["error"] == "account_selection_required"
    assert rp.refresh(tokens["refresh_token"]).get_json()["error"] == "invalid_grant"


def test_a_hint_of_a_session_that_is_over_signs_nobody_out(rp, database, session, beside, others_hint):
    database.change(beside, ended_at=current_time())

    assert logout(rp, id_token_hint=others_hint, post_logout_redirect_uri=BACK).status_code == 200
    lose(rp.browser, session_cookie_name)
    assert logout(rp, id_token_hint=others_hint, post_logout_redirect_uri=BACK).location == BACK
    assert ended_at(database, session) is None


@pytest.mark.threat(29)
def test_without_a_hint_the_page_says_who_leaves_and_who_stays(rp, database, person, session, beside, other):
    page = logout(rp)
    assert page.text.index(person.name) < page.text.index(other.name)

    answer = confirm(rp, page, "yes")

    assert ended_at(database, session) is not None
    assert ended_at(database, beside) is None
    last = rp.browser.get(answer.location)
    assert other.name in last.text
    assert "/signin?portal=shop&amp;account=choose" in last.text


def test_everybody_can_be_signed_out_at_once(rp, database, session, beside):
    confirm(rp, logout(rp), "everybody")

    assert {ended_at(database, each) is None for each in (session, beside)} == {False}
    assert (session_token(rp.browser), other_tokens(rp.browser)) == (None, [])
    assert rp.authorize().location.count("/") == 2


def test_with_nobody_active_the_others_can_still_be_signed_out(rp, database, session, beside):
    lose(rp.browser, session_cookie_name)
    page = logout(rp)
    assert not any(("confirm", "yes") in form.buttons for form in forms_of(page))

    confirm(rp, page, "everybody")

    assert ended_at(database, beside) is not None
    assert ended_at(database, session) is None


@pytest.mark.threat(37)
def test_the_button_signs_out_whom_the_page_showed(rp, database, session, beside):
    """In another tab somebody else became active meanwhile; the cookies alone changed, so that the form still holds."""
    page = logout(rp)
    first, (second,) = session_token(rp.browser), other_tokens(rp.browser)
    hold_active(rp.browser, second)
    rp.browser.set_cookie("__Host-idp-others", first, domain="id.example.test", secure=True)

    confirm(rp, page, "yes")

    assert ended_at(database, session) is not None
    assert ended_at(database, beside) is None
    assert session_token(rp.browser) == second


def test_an_account_page_leads_to_the_choice_after_the_active_one_left(rp, session, beside):
    confirm(rp, logout(rp), "yes")

    page = rp.browser.get("/account", follow_redirects=True)

    assert ("session_id", beside.id) in forms_of(page)[0].buttons
