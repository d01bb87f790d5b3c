"""Threat 37: two people at one browser; what one of them proved or allowed must never count for the other."""

import pytest
from sqlalchemy import select

from idp.consent.models import Consent
from idp.sessions import SsoSession
from tests.factories.accounts import PASSWORD, create_account
from tests.factories.relying_parties import answer_of, create_relying_party
from tests.factories.sessions import sign_in
from tests.factories.sign_in_pages import try_password

pytestmark = pytest.mark.threat(37)


def sign_in_at(client, location, account):
    page = client.get(location)
    page = client.submit(page, {"email": account.email}, follow_redirects=True)
    return client.submit(page, {"password": PASSWORD}, form=1)


def test_giving_up_a_fresh_sign_in_leaves_the_old_session(client, rp, session):
    client.get(rp.authorize(prompt="login").location)

    claims = rp.read_id_token(rp.obtain_tokens()["id_token"])

    assert (claims["sub"], claims["sid"]) == (session.account_id, session.id)


def test_a_failed_fresh_sign_in_answers_nothing(client, rp, session, person):
    page = client.get(rp.authorize(prompt="login").location)
    page = client.submit(page, {"email": person.email}, follow_redirects=True)
    client.submit(page, {"password": "wrong"}, form=1)

    answer = client.get(page.request.path.replace("/signin/", "/interaction/").replace("/password", ""))

    assert answer.location.startswith("/signin/")


def test_a_second_person_gets_a_session_of_his_own(client, database, rp, session):
    second = create_account(database)
    answer = sign_in_at(client, rp.authorize(prompt="login").location, second)

    claims = rp.read_id_token(rp.redeem(answer_of(client.get(answer.location))["code"]).get_json()["id_token"])

    assert claims["sub"] == second.id
    assert claims["sid"] != session.id
    assert database.one(select(SsoSession.account_id).where(SsoSession.id == session.id)) == session.account_id


def test_a_sign_in_in_one_tab_does_not_pass_for_the_person_of_another_tab(client, database, rp, session, person):
    """The first tab waits for a fresh sign-in; in the second tab somebody else signs in."""
    first_tab = rp.authorize(prompt="login").location
    sign_in_at(client, first_tab, person)
    second = create_account(database)
    try_password_elsewhere(client, rp, second)

    answer = client.get(first_tab.replace("/signin/", "/interaction/"))

    assert answer.location.startswith("/signin/")


def try_password_elsewhere(client, rp, account):
    assert sign_in_at(client, rp.authorize(prompt="login").location, account).status_code == 303


def test_allowing_counts_for_the_person_whom_the_page_showed(client, database):
    rp = create_relying_party(database, client, consent="explicit")
    first, second = create_account(database), create_account(database)
    sign_in(client, database, first)
    shown_to_first = client.get(rp.authorize().location)
    sign_in(client, database, second)

    answer = client.submit(shown_to_first, {"decision": "allow"}, form=1)
    answer = client.get(answer.location)

    assert database.count(Consent) == 0
    assert answer.location.startswith("/consent/")


def test_a_choice_of_account_counts_for_the_account_that_was_shown(client, database, rp, session):
    page = client.get(rp.authorize(prompt="select_account").location)
    sign_in(client, database, create_account(database))

    answer = client.submit(page, {"session_id": session.id})

    assert answer.location.endswith("/account")
    assert session.id not in client.get(answer.location).text


def test_signing_in_as_somebody_else_takes_a_given_consent_back(client, database):
    """The interaction holds the first person's yes when the second person signs in within it."""
    rp = create_relying_party(database, client, consent="explicit")
    first, second = create_account(database), create_account(database)
    sign_in(client, database, first)
    consent_page = rp.authorize(prompt="consent").location
    client.submit(client.get(consent_page), {"decision": "allow"}, form=1)
    sign_in_at(client, consent_page.replace("/consent/", "/signin/"), second)

    answer = client.get(consent_page.replace("/consent/", "/interaction/"))

    assert answer.location == consent_page


def test_a_page_of_ours_shows_who_signed_in_last(client, database, session):
    second = create_account(database, given_name="Grace")
    try_password_anew(client, second)

    assert "Grace" in client.get("/").text


def try_password_anew(client, account):
    client.delete_cookie("__Host-idp-session", domain="id.example.test")
    assert try_password(client, account.email, PASSWORD).status_code == 303
