"""What a sign-out names, shows and records: the application that asked, its portal, and the language it asked for."""

import re
from urllib.parse import urlencode

import pytest
from sqlalchemy import select
from werkzeug.datastructures import MultiDict

from idp.accounts.models import Account
from idp.audit.models import AuditEvent
from idp.infrastructure.clock import current_time
from idp.interactions import Interaction
from idp.sessions import SsoSession
from idp.sessions.models import RememberedSignIn
from tests.factories.accounts import PASSWORD, create_account
from tests.factories.relying_parties import answer_of, create_relying_party
from tests.factories.remembering import close, held, tick
from tests.factories.sessions import sign_in, sign_in_beside
from tests.factories.sign_in_pages import PASSWORD_FORM
from tests.provisioning.pages import forms_of

BACK = "https://shop.example.test/"
OFFERED = {name: {"remember_me": {"offered": True, "hours": 12}} for name in ("shop", "forum")}


def logout(browser, **parameters):
    return browser.get(f"/logout?{urlencode(parameters)}")


def press(browser, page, answer="yes"):
    number = next(number for number, form in enumerate(forms_of(page)) if ("confirm", answer) in form.buttons)
    return browser.submit(page, {"confirm": answer}, form=number)


def portal_of(page):
    return re.search(r"– ([^<]*)</title>", page.text)[1]


def test_the_page_is_of_the_portal_of_the_application_in_the_language_that_it_asks_for(
    client, database, person, session
):
    forum = create_relying_party(database, client, portal="forum", client_name="Hafen-App")

    page = logout(client, client_id=forum.client_id, ui_locales="en")
    assert (portal_of(page), "Hafen-App" in page.text) == ("Example Forum", True)
    assert '<html lang="en">' in page.text
    assert '<html lang="de">' in logout(client, client_id=forum.client_id, ui_locales="de").text
    assert '<html lang="de">' in logout(client, client_id=forum.client_id, ui_locales="fr de").text
    assert portal_of(logout(client)) == "Beispiel-Shop"


def test_an_answer_to_the_question_is_one_where_it_is_posted(client, database, session):
    """A GET may have a body, which no form of a browser makes."""
    assert client.get("/logout", data={"confirm": "yes"}).status_code == 200
    assert database.one(select(SsoSession.ended_at)) is None


@pytest.mark.parametrize("way", ["by hint", "by button"])
def test_the_sign_out_is_recorded_with_the_application_and_leads_back_to_its_page(
    client, database, rp, person, session, way
):
    if way == "by hint":
        answer = logout(client, id_token_hint=rp.obtain_tokens()["id_token"])
    else:
        answer = press(client, logout(client, client_id=rp.client_id))

    assert (answer.status_code, answer.location) == (303, f"/signed-out?client_id={rp.client_id}")
    event = database.one(select(AuditEvent).where(AuditEvent.action == "sign_out.succeeded"))
    assert (event.subject, event.client_id) == (person.id, rp.client_id)


def test_who_is_not_signed_in_is_led_to_the_page_of_the_application(client, rp):
    answer = logout(client, client_id=rp.client_id)
    assert (answer.status_code, answer.location) == (303, f"/signed-out?client_id={rp.client_id}")


def test_who_is_not_signed_in_is_told_of_an_address_that_is_not_registered(client, rp):
    page = logout(client, client_id=rp.client_id, post_logout_redirect_uri="https://elsewhere.example/")
    assert page.status_code == 200
    assert "https://elsewhere.example/" in page.text


def test_a_parameter_that_comes_twice_is_refused_with_the_way_back_of_its_application(client, database):
    named = create_relying_party(database, client, client_name="Hafen-App", client_uri="https://hafen.example/")
    refusal = client.get(f"/logout?client_id={named.client_id}&state=a&state=b")

    assert refusal.status_code == 400
    assert "https://hafen.example/" in refusal.text


def test_the_fields_of_our_own_page_are_no_parameters(client, rp, session):
    """A value that is called like one of them is a parameter's all the same."""
    page = logout(client, client_id=rp.client_id, state="confirm")
    assert "confirm" in {form.fields.get("state") for form in forms_of(page)}


@pytest.mark.parametrize("is_own", [True, False])
def test_the_memory_goes_with_its_own_account_by_a_hint(make_app, database, clock, is_own):
    browser = make_app(portals=OFFERED).test_client()
    person = create_account(database)
    tick(browser, person)
    other = create_account(database)
    if not is_own:
        sign_in(browser, database, other)
    hint = create_relying_party(database, browser).obtain_tokens()["id_token"]
    logout(browser, id_token_hint=hint)

    [revoked_at] = database.rows(select(RememberedSignIn.revoked_at))
    assert (revoked_at is not None) is is_own


@pytest.mark.parametrize(("answer", "is_forgotten"), [("everybody", True), ("yes", False)])
def test_the_memory_ends_where_everybody_leaves(make_app, database, clock, answer, is_forgotten):
    """Of the one who stays it is kept."""
    browser = make_app(portals=OFFERED).test_client()
    remembered = create_account(database)
    tick(browser, remembered)
    sign_in_beside(browser, database, remembered)
    sign_in(browser, database, create_account(database))
    press(browser, logout(browser), answer)

    assert (database.one(select(RememberedSignIn.revoked_at)) is not None) is is_forgotten


def test_a_browser_that_remembers_its_person_is_signed_out_for_good(make_app, database, clock):
    browser = make_app(portals=OFFERED).test_client()
    tick(browser, create_account(database))
    close(browser)
    assert held(browser)
    press(browser, logout(browser))

    assert database.one(select(RememberedSignIn.revoked_at)) is not None


@pytest.fixture
def recognized(make_app, database, clock):
    """A browser that remembers a person who has to choose a new password first, and a hint about that person."""
    browser = make_app(portals=OFFERED).test_client()
    person = create_account(database)
    tick(browser, person)
    hint = create_relying_party(database, browser).obtain_tokens()["id_token"]
    close(browser)
    database.change(person, password_change_due_at=current_time(), password_change_reason="rules")
    return browser, hint


def test_by_its_own_hint_a_recognized_account_is_forgotten_unasked(database, recognized):
    browser, hint = recognized

    assert logout(browser, id_token_hint=hint).location.startswith("/signed-out")
    assert database.one(select(RememberedSignIn.revoked_at)) is not None


def test_a_recognized_account_is_forgotten_although_its_session_is_over_already(database, recognized):
    browser, hint = recognized
    database.change(database.one(select(SsoSession)), ended_at=current_time())

    logout(browser, id_token_hint=hint)
    assert database.one(select(RememberedSignIn.revoked_at)) is not None


def test_the_memory_ends_with_a_later_session_of_its_account(make_app, database, clock):
    """Which was opened by the password, and not from memory."""
    browser = make_app(portals=OFFERED).test_client()
    person = create_account(database)
    tick(browser, person)
    sign_in(browser, database, person)
    logout(browser, id_token_hint=create_relying_party(database, browser).obtain_tokens()["id_token"])

    assert database.one(select(RememberedSignIn.revoked_at)) is not None


@pytest.mark.parametrize("portal", ["forum", "shop"])
def test_the_memory_counts_where_the_portal_of_the_application_offers_it(make_app, database, clock, portal):
    browser = make_app(portals={"forum": OFFERED["forum"]}).test_client()
    forum = create_relying_party(database, browser, portal="forum")
    page = browser.submit(browser.get(forum.authorize().location), {"email": create_account(database).email})
    page = browser.get(page.location)
    browser.submit(page, {"password": PASSWORD, "remember": "y"}, form=PASSWORD_FORM)
    close(browser)

    answer = logout(browser, client_id=create_relying_party(database, browser, portal=portal).client_id)
    assert answer.status_code == (200 if portal == "forum" else 303)


def test_a_parameter_that_is_posted_twice_is_refused(client, rp, session):
    headers = {"Origin": BACK.rstrip("/"), "Sec-Fetch-Site": "cross-site"}
    form = MultiDict([("client_id", rp.client_id), ("state", "a"), ("state", "b")])
    assert client.post("/logout", data=form, headers=headers).status_code == 400


def test_a_hint_of_another_application_is_refused_with_the_way_back_of_its_own(client, database, session):
    named = create_relying_party(database, client, client_uri="https://hafen.example/")
    other = create_relying_party(database, client)
    refusal = logout(client, id_token_hint=named.obtain_tokens()["id_token"], client_id=other.client_id)

    assert refusal.status_code == 400
    assert "https://hafen.example/" in refusal.text


def test_a_hint_at_a_stranger_asks_nothing_where_one_account_is_signed_in(client, rp, session):
    for prompt in ("none", None):
        assert "code" in answer_of(rp.authorize(prompt=prompt, login_hint="stranger@example.test"))


def test_who_is_recognized_is_named_in_the_interaction_from_its_first_moment(database, recognized):
    browser, _ = recognized
    interaction_id = create_relying_party(database, browser).authorize().location.split("/")[2]

    named = database.one(select(Interaction.identifier).where(Interaction.id == interaction_id))
    assert named == database.one(select(Account.email))
