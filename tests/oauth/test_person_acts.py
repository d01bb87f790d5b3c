"""Authorization requests for which the person has to do something first, or may not be asked to."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from idp.accounts.models import Account
from idp.interactions import Interaction
from tests.factories.accounts import PASSWORD, create_account
from tests.factories.clients import change_client
from tests.factories.relying_parties import answer_of, create_relying_party, machine
from tests.factories.sessions import sign_in
from tests.provisioning.pages import PageClient, forms_of

pytestmark = pytest.mark.usefixtures("clock")


def follow(rp, response):
    """Go where our own redirects lead, up to a page or the way back to the relying party."""
    while response.status_code == 303 and response.headers["Location"].startswith(("/", "https://id.example.test/")):
        response = rp.browser.get(response.headers["Location"].removeprefix("https://id.example.test"))
    return response


def form_with(page, field):
    return next(number for number, form in enumerate(forms_of(page)) if field in form.fields)


def sign_in_by_hand(rp, page, person, password=PASSWORD):
    """Walk the identifier and the password page; the last response."""
    name = "identifier" if "identifier" in page.text else "email"
    page = follow(rp, rp.browser.submit(page, {name: person.email}, form_with(page, name)))
    return follow(rp, rp.browser.submit(page, {"password": password}, form_with(page, "password")))


def press(rp, page, name, value):
    number = next(i for i, form in enumerate(forms_of(page)) if (name, value) in form.buttons)
    return follow(rp, rp.browser.submit(page, {name: value}, number))


# Signing in -------------------------------------------------------------------------------------------------


def test_who_is_not_signed_in_is_led_through_the_sign_in_and_back(rp, person):
    page = follow(rp, rp.authorize())
    tokens = rp.redeem(answer_of(sign_in_by_hand(rp, page, person))["code"]).get_json()

    assert rp.read_id_token(tokens["id_token"])["sub"] == person.id


def test_the_request_survives_the_sign_in_whole(rp, person):
    page = follow(rp, rp.authorize(state="s" * 1024, nonce="n" * 500, response_mode="fragment"))
    response = sign_in_by_hand(rp, page, person)
    tokens = rp.redeem(answer_of(response)["code"]).get_json()

    assert "#" in response.headers["Location"]
    assert answer_of(response)["state"] == "s" * 1024
    assert rp.read_id_token(tokens["id_token"])["nonce"] == "n" * 500


def test_nothing_is_written_down_when_nobody_has_to_act(rp, session, database):
    rp.obtain_code()

    assert database.count(Interaction) == 0


def test_the_hint_fills_the_first_field(rp, person):
    page = follow(rp, rp.authorize(login_hint=person.email))

    assert person.email in str(forms_of(page)[0].fields)


@pytest.mark.parametrize(
    ("wish", "language"),
    # The fourth is trial row F5: a list is no single value.
    [("en", "en"), ("de-AT en", "de"), ("fr de", "de"), ("fr-CA fr en", "en"), ("tlh", "de")],
)
def test_the_page_speaks_the_language_asked_for(rp, wish, language):
    page = follow(rp, rp.authorize(ui_locales=wish))

    assert f'<html lang="{language}"' in page.text


def test_the_page_wears_the_portals_brand(rp):
    assert "Beispiel-Shop" in follow(rp, rp.authorize()).text


@pytest.mark.parametrize(
    "parameters", [{"display": "popup"}, {"claims_locales": "de"}, {"foo": "bar"}, {"display": "??"}]
)
def test_wishes_and_unknown_parameters_are_never_an_error(rp, session, parameters):
    assert "code" in answer_of(rp.authorize(**parameters))


# prompt=none ------------------------------------------------------------------------------------------------


@pytest.mark.threat(13)
def test_silent_without_a_session_is_refused(rp):
    assert answer_of(rp.authorize(prompt="none"))["error"] == "login_required"


def test_silent_with_a_session_succeeds(rp, session):
    assert "code" in answer_of(rp.authorize(prompt="none"))


def test_silent_with_the_hint_of_the_person_succeeds(rp, session):
    hint = rp.obtain_tokens()["id_token"]

    assert "code" in answer_of(rp.authorize(prompt="none", id_token_hint=hint))


def test_silent_with_the_hint_of_somebody_else_is_refused(rp, session, database):
    hint = rp.obtain_tokens()["id_token"]
    sign_in(rp.browser, database, create_account(database))

    assert answer_of(rp.authorize(prompt="none", id_token_hint=hint))["error"] == "login_required"


def test_silent_without_consent_is_refused(database, client, session):
    rp = create_relying_party(database, client, consent="explicit")

    assert answer_of(rp.authorize(prompt="none"))["error"] == "consent_required"


# Fresh sign-ins ---------------------------------------------------------------------------------------------


@pytest.mark.threat(13)
@pytest.mark.parametrize("wish", [{"prompt": "login"}, {"max_age": "0"}, {"max_age": "1"}])
def test_a_fresh_sign_in_is_a_real_one(rp, session, person, clock, wish):
    before = rp.read_id_token(rp.obtain_tokens()["id_token"])["auth_time"]
    clock.shift(timedelta(seconds=30))

    page = follow(rp, rp.authorize(**wish))
    assert page.status_code == 200
    clock.shift(timedelta(seconds=5))
    tokens = rp.redeem(answer_of(sign_in_by_hand(rp, page, person))["code"]).get_json()

    assert rp.read_id_token(tokens["id_token"])["auth_time"] == before + 35


def test_an_old_enough_limit_keeps_the_sign_in(rp, session):
    first, second = (rp.read_id_token(rp.obtain_tokens(max_age="10000")["id_token"]) for _ in range(2))

    assert first["auth_time"] == second["auth_time"]


def test_signing_in_again_as_the_same_person_keeps_the_session(rp, session, person):
    page = follow(rp, rp.authorize(prompt="login"))
    tokens = rp.redeem(answer_of(sign_in_by_hand(rp, page, person))["code"]).get_json()

    assert rp.read_id_token(tokens["id_token"])["sid"] == session.id


# Choosing, consenting, registering --------------------------------------------------------------------------


def test_the_person_may_go_on_as_who_is_signed_in(rp, session):
    page = follow(rp, rp.authorize(prompt="select_account"))

    assert "code" in answer_of(press(rp, page, "session_id", session.id))


def test_the_person_is_asked_for_consent_once(database, client, session):
    rp = create_relying_party(database, client, consent="explicit")
    page = follow(rp, rp.authorize(scope="openid profile"))
    answer = answer_of(press(rp, page, "decision", "allow"))

    assert rp.redeem(answer["code"]).get_json()["scope"] == "openid profile"
    assert "code" in answer_of(rp.authorize(scope="openid profile"))


def test_more_than_was_granted_is_asked_again(database, client, session):
    rp = create_relying_party(database, client, consent="explicit")
    press(rp, follow(rp, rp.authorize(scope="openid")), "decision", "allow")

    assert follow(rp, rp.authorize(scope="openid email")).status_code == 200


def test_a_no_goes_back_as_access_denied(database, client, session):
    rp = create_relying_party(database, client, consent="explicit")
    answer = answer_of(press(rp, follow(rp, rp.authorize()), "decision", "deny"))

    assert (answer["error"], answer["state"]) == ("access_denied", "state-1")


def test_prompt_consent_asks_again(rp, session):
    page = follow(rp, rp.authorize(prompt="consent"))

    assert "code" in answer_of(press(rp, page, "decision", "allow"))


def test_prompt_create_opens_the_registration(rp):
    page = follow(rp, rp.authorize(prompt="create"))

    assert {"given_name", "family_name", "email", "password"} <= set(forms_of(page)[form_with(page, "email")].fields)


# The interaction --------------------------------------------------------------------------------------------


def test_a_request_is_answered_once(rp, person, database):
    page = follow(rp, rp.authorize())
    sign_in_by_hand(rp, page, person)
    interaction = database.one(select(Interaction))

    again = rp.browser.get(f"/interaction/{interaction.id}")

    assert again.status_code == 303
    assert "code=" not in again.location


@pytest.mark.threat(32)
def test_the_address_of_an_interaction_is_worth_nothing_in_another_browser(rp, person, database, app):
    follow(rp, rp.authorize())
    interaction = database.one(select(Interaction))
    victim = app.test_client()
    assert isinstance(victim, PageClient)
    sign_in(victim, database, person)

    answer = victim.get(f"/interaction/{interaction.id}")

    assert answer.status_code == 403
    assert "Location" not in answer.headers


def test_a_client_that_was_disabled_meanwhile_gets_no_answer(rp, person, database):
    page = follow(rp, rp.authorize())
    change_client(database, rp.registered, disabled_at=person.created_at)

    answer = rp.browser.submit(page, {"email": person.email})

    assert (answer.status_code, "Location" in answer.headers) == (400, False)


def test_a_request_without_a_known_client_is_shown_not_sent(client):
    page = machine(client).get("/authorize?client_id=unknown&redirect_uri=https://evil.example/&response_type=code")

    assert page.status_code == 400
    assert "Location" not in page.headers
    assert "unknown" in page.text


def test_the_person_who_signs_in_is_remembered_as_seen(rp, person, database):
    sign_in_by_hand(rp, follow(rp, rp.authorize()), person)

    assert database.one(select(Account)).last_sign_in_at is not None
