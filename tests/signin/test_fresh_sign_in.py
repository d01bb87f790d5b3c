"""Proving again who one is, before something sensitive."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from idp.interactions import Interaction
from idp.sessions import SsoSession
from tests.factories.accounts import create_account
from tests.factories.factors import MULTI, create_app_of, open_code_page
from tests.factories.relying_parties import create_relying_party
from tests.factories.sessions import sign_in
from tests.provisioning.pages import forms_of

ESSENTIAL = '{"id_token": {"acr": {"essential": true, "values": ["urn:einlass:acr:2"]}}}'


def test_whoever_is_signed_in_is_asked_again_and_named(database, client):
    person = create_account(database)
    sign_in(client, database, person)

    page = client.get("/signin?next=/account/password&fresh=1", follow_redirects=True)

    assert page.request.path.startswith("/signin/")
    assert person.email in str([form.fields for form in forms_of(page)])
    assert database.one(select(Interaction)).is_fresh_sign_in_needed


def test_without_that_wish_nobody_is_asked_twice(database, client):
    sign_in(client, database, create_account(database))

    assert client.get("/signin?next=/account").headers["Location"] == "/account"


# Around it: the address of the step-up, which begins with what the session has proved


@pytest.mark.threat(58, 59)
@pytest.mark.parametrize("values", [{}, MULTI], ids=["one factor", "two factors"])
@pytest.mark.parametrize("wish", ["a page of ours", "prompt=login", "max_age", "no wish"])
def test_coming_back_to_a_request_proves_nothing(client, database, clock, values, wish):
    session = sign_in(client, database, create_account(database), **values)
    rp = create_relying_party(database, client)
    clock.shift(timedelta(hours=1))
    wishes = {"prompt=login": {"prompt": "login"}, "max_age": {"max_age": 60}, "no wish": {"prompt": "consent"}}
    start = rp.authorize(**wishes[wish]) if wish in wishes else client.get("/signin?fresh=1&next=/account/password")
    interaction = database.one(select(Interaction.id))
    assert interaction in start.location

    for path in (f"/interaction/{interaction}", f"/signin/{interaction}/complete"):
        client.get(path, follow_redirects=True)

    assert database.one(select(SsoSession.authenticated_at)) == session.authenticated_at
    row = database.one(select(Interaction).where(Interaction.id == interaction))
    assert row.settled_by(session.id) == frozenset()


@pytest.mark.threat(58)
@pytest.mark.parametrize("wish", ["a page of ours", {"prompt": "login"}, {"max_age": 60}, {"prompt": "select_account"}])
def test_a_code_alone_is_no_new_sign_in(app, client, database, clock, wish):
    """Where the password is asked for again, the step-up would take the second factor in its place."""
    person = create_account(database)
    create_app_of(database, app.secret_box, person)
    sign_in(client, database, person, acr="urn:einlass:acr:1")
    rp = create_relying_party(database, client)
    clock.shift(timedelta(hours=1))
    if wish == "a page of ours":
        client.get("/signin?fresh=1&next=/account/password")
    else:
        rp.authorize(**wish, claims=ESSENTIAL)
    interaction = database.one(select(Interaction.id))

    client.get(f"/interaction/{interaction}")

    assert database.one(select(Interaction.pending_account_id).where(Interaction.id == interaction)) is None


@pytest.mark.threat(59)
def test_whoever_finds_an_old_session_can_not_set_up_a_factor_for_a_relying_party(client, database, clock):
    person = create_account(database)
    sign_in(client, database, person, acr="urn:einlass:acr:1")
    rp = create_relying_party(database, client)
    clock.shift(timedelta(hours=1))

    page = client.get(rp.authorize(claims=ESSENTIAL).location, follow_redirects=True)

    assert 'name="email"' in page.text
    interaction = database.one(select(Interaction.id))
    offered = client.get(f"/account/security/totp?interaction_id={interaction}")
    assert offered.status_code == 400
    assert open_code_page(client, person.email, page.request.path).request.path.endswith("/enrol")


def test_a_recent_session_goes_straight_on_to_setting_one_up(client, database, clock):
    sign_in(client, database, create_account(database), acr="urn:einlass:acr:1")
    rp = create_relying_party(database, client)
    clock.shift(timedelta(minutes=10))

    assert client.get(rp.authorize(claims=ESSENTIAL).location, follow_redirects=True).request.path.endswith("/enrol")


def test_an_old_session_is_stepped_up_with_the_factor_that_is_there(app, client, database, clock):
    person = create_account(database)
    create_app_of(database, app.secret_box, person)
    sign_in(client, database, person, acr="urn:einlass:acr:1")
    rp = create_relying_party(database, client)
    clock.shift(timedelta(hours=1))

    page = client.get(rp.authorize(claims=ESSENTIAL).location, follow_redirects=True)

    assert page.request.path.endswith("/factor/totp")
