"""Staying signed in over a restart of the browser."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from idp.accounts.models import Account
from idp.infrastructure.clock import current_time
from idp.oauth.backchannel_logout.models import LogoutDelivery
from idp.sessions import SsoSession
from idp.sessions.models import RememberedSignIn
from idp.sessions.remembered import GRACE
from tests.factories.accounts import PASSWORD, create_account
from tests.factories.authenticator import create_passkey
from tests.factories.factors import create_app_of
from tests.factories.passkey_pages import fetch_options, send_passkey
from tests.factories.relying_parties import answer_of, create_relying_party, machine
from tests.factories.remembering import (
    HOST,
    REMEMBER,
    SESSION,
    close,
    come_back,
    copy_cookies,
    held,
    hold,
    is_back,
    tick,
)
from tests.factories.sign_in_pages import PASSWORD_FORM, confirm, open_password_page, try_password
from tests.provisioning.pages import forms_of
from tests.provisioning.work import counted_work

OFFERED = {"shop": {"remember_me": {"offered": True, "hours": 100}}}
SIGNED_OUT = 303


@pytest.fixture
def app(make_app):
    return make_app(portals=OFFERED)


@pytest.fixture
def person(database, clock):
    return create_account(database)


@pytest.fixture
def browser(client, person):
    """Somebody who has ticked the box."""
    tick(client, person)
    return client


def test_the_box_is_there_where_the_portal_wants_it(client, make_app, person):
    page = open_password_page(client, person.email)
    plain = open_password_page(make_app().test_client(), person.email)

    assert 'name="remember"' in page.text
    assert "100 Stunden angemeldet bleiben" in page.text
    assert "das nur Sie verwenden" in page.text
    assert 'name="remember"' not in plain.text


def test_a_box_that_is_not_offered_is_not_taken(make_app, database, person):
    client = make_app().test_client()
    page = open_password_page(client, person.email)
    fields = forms_of(page)[PASSWORD_FORM].fields
    sent = fields | {"password": PASSWORD, "remember": "y"}
    client.post(page.request.path, data=sent, headers={"Origin": f"https://{HOST}"})

    assert database.count(SsoSession) == 1
    assert database.count(RememberedSignIn) == 0


def test_without_the_tick_nobody_is_remembered(client, database, person):
    try_password(client, person.email, PASSWORD)

    assert held(client) is None
    assert database.count(RememberedSignIn) == 0


@pytest.mark.threat(34)
def test_the_cookie_is_flagged_and_lives_as_long_as_the_portal_says(client, person):
    answer = tick(client, person)

    cookie = next(each for each in answer.headers.getlist("Set-Cookie") if each.startswith(REMEMBER))
    assert {"Max-Age=360000", "HttpOnly", "Secure", "SameSite=Lax", "Path=/"} <= set(cookie.split("; "))


def test_the_person_is_back_with_the_original_proof(browser, database, clock):
    signed_in_at = current_time()
    close(browser)
    clock.shift(timedelta(hours=50))

    assert is_back(come_back(browser))
    assert browser.get("/").status_code == 200
    rows = database.rows(select(SsoSession))
    assert {(row.authenticated_at, tuple(row.amr), row.acr) for row in rows} == {(signed_in_at, ("pwd",), rows[0].acr)}


def test_each_token_is_good_once(browser, clock):
    values = [held(browser)]
    for _ in range(4):
        close(browser)
        clock.shift(timedelta(minutes=1))
        assert is_back(come_back(browser))
        values.append(held(browser))

    assert len(set(values)) == 5
    assert len({value.partition(".")[0] for value in values}) == 1


def test_it_ends_absolutely(browser, clock):
    for _ in range(9):
        close(browser)
        clock.shift(timedelta(hours=11))
        assert is_back(come_back(browser))
    close(browser)
    clock.shift(timedelta(hours=1))

    assert not is_back(come_back(browser))
    assert held(browser) is None


def test_a_session_of_it_ends_with_it(browser, clock):
    close(browser)
    clock.shift(timedelta(hours=99))
    assert is_back(come_back(browser))
    clock.shift(timedelta(hours=1))

    assert browser.get("/").status_code == SIGNED_OUT


@pytest.mark.threat(36)
def test_a_replayed_token_ends_the_series_and_its_session_and_tells_the_person(
    app, browser, database, mailbox, person, clock
):
    thief = app.test_client()
    copy_cookies(thief, browser)
    close(browser)
    assert is_back(come_back(browser))
    clock.shift(GRACE + timedelta(seconds=1))

    assert not is_back(come_back(thief))
    assert browser.get("/").status_code == SIGNED_OUT
    close(browser)
    assert not is_back(come_back(browser))
    assert [(mail.message, mail.recipient) for mail in mailbox.mails] == [("remembered_replay", person.email)]
    assert database.one(select(RememberedSignIn.revoked_at)) == current_time()


@pytest.mark.threat(36)
def test_a_replayed_token_ends_what_clients_were_given_in_its_session(app, browser, database, clock):
    thief = app.test_client()
    copy_cookies(thief, browser)
    close(browser)
    assert is_back(come_back(browser))
    rp = create_relying_party(database, browser, backchannel_logout_uri="https://shop.example.test/logout")
    tokens = rp.obtain_tokens(scope="openid offline_access")
    clock.shift(GRACE + timedelta(seconds=1))
    assert rp.userinfo(tokens["access_token"]).status_code == 200
    come_back(thief)

    assert rp.userinfo(tokens["access_token"]).status_code == 401
    assert rp.refresh(tokens["refresh_token"]).get_json()["error"] == "invalid_grant"
    assert database.one(select(LogoutDelivery.client_id)) == rp.client_id


@pytest.mark.threat(36)
def test_the_owner_is_told_too_when_the_thief_was_first(app, browser, mailbox, clock):
    thief = app.test_client()
    copy_cookies(thief, browser)
    assert is_back(come_back(thief))
    clock.shift(GRACE + timedelta(seconds=1))
    close(browser)

    assert not is_back(come_back(browser))
    assert thief.get("/").status_code == SIGNED_OUT
    assert mailbox.only.message == "remembered_replay"


@pytest.mark.threat(36)
def test_a_token_two_steps_old_has_no_grace(app, browser, database, clock):
    thief = app.test_client()
    copy_cookies(thief, browser)
    for _ in range(2):
        close(browser)
        come_back(browser)

    assert not is_back(come_back(thief))
    assert database.one(select(RememberedSignIn.revoked_at)) == current_time()


def test_parallel_tabs_get_in_with_one_token(app, browser, mailbox, clock):
    tab = app.test_client()
    copy_cookies(tab, browser)
    close(browser)
    assert is_back(come_back(browser))
    clock.shift(GRACE)

    assert is_back(come_back(tab))
    assert held(tab) == held(browser)
    assert not mailbox.mails


@pytest.mark.parametrize("value", ["x.y", ".", "rem_unknown.token", "no dot", "x." + "y" * 200])
def test_a_made_up_cookie_opens_nothing(client, person, value):
    hold(client, value)

    assert not is_back(come_back(client))


def test_a_request_that_is_kept_until_the_browser_comes_back_finds_them(browser, client, database):
    """Trial row C5."""
    rp = create_relying_party(database, client)
    close(browser)
    kept = machine(client).post("/authorize", data=rp.request(prompt="none", state="s" * 8000))

    assert "code" in answer_of(client.get(kept.location))


def test_a_relying_party_gets_the_original_time(browser, client, database, person, clock):
    rp = create_relying_party(database, client)
    signed_in_at = current_time()
    close(browser)
    clock.shift(timedelta(hours=13))

    tokens = rp.redeem(answer_of(rp.authorize(prompt="none"))["code"]).get_json()

    claims = rp.read_id_token(tokens["id_token"])
    assert (claims["sub"], claims["auth_time"]) == (person.id, int(signed_in_at.timestamp()))


@pytest.mark.parametrize("wish", [{"prompt": "login"}, {"max_age": "60"}])
def test_a_fresh_sign_in_stays_a_fresh_one(browser, client, database, person, clock, wish):
    rp = create_relying_party(database, client)
    close(browser)
    clock.shift(timedelta(hours=1))

    assert rp.authorize(**wish).location.startswith("/signin/int_")


def test_it_never_stands_for_a_re_authentication(browser, clock):
    close(browser)
    clock.shift(timedelta(minutes=1))

    assert browser.get("/signin?next=/%3Fback&fresh=1").location.startswith("/signin/int_")


def test_a_portal_that_does_not_offer_it_does_not_use_it(make_app, browser, clock):
    other = make_app(portals={"shop": {}}).test_client()
    copy_cookies(other, browser)

    assert not is_back(come_back(other))


def test_signing_out_forgets(browser, client, clock):
    value = held(browser)
    browser.submit(browser.get("/logout"), {"confirm": "yes"})
    assert held(browser) is None
    hold(browser, value)

    assert not is_back(come_back(browser))


def test_signing_out_forgets_when_the_session_is_over_already(browser, clock):
    value = held(browser)
    close(browser)
    browser.submit(browser.get("/logout"), {"confirm": "yes"})
    hold(browser, value)

    assert not is_back(come_back(browser))


def test_a_disabled_account_does_not_come_back(browser, database, clock):
    database.change(database.one(select(Account)), disabled_at=current_time())
    close(browser)

    assert not is_back(come_back(browser))


@pytest.mark.threat(35)
def test_a_new_password_forgets(app, browser, database, person, mailbox, clock):
    elsewhere = app.test_client()
    page = elsewhere.get("/password-reset")
    elsewhere.submit(page, {"email": person.email})
    page = elsewhere.get(mailbox.only.link, follow_redirects=True)
    elsewhere.submit(page, {"password": "ziegel-Lampe-rot-77"})
    close(browser)

    assert database.one(select(RememberedSignIn.revoked_at)) is not None
    assert not is_back(come_back(browser))


def test_the_next_person_is_not_taken_for_the_last_one(browser, database, clock):
    other = create_account(database)
    close(browser)
    try_password(browser, other.email, PASSWORD, fresh="1")

    assert held(browser) is None
    assert database.one(select(RememberedSignIn.revoked_at)) is not None


def test_proving_it_again_without_the_tick_keeps_the_memory(browser, person, clock):
    value = held(browser)
    confirm(browser, PASSWORD)

    assert held(browser) == value


def test_without_a_cookie_it_costs_nothing(make_app, app, database):
    work = {}
    for name, each in {"offered": app, "not offered": make_app()}.items():
        with each.app_context():
            engine = each.extensions["sqlalchemy"].engine
        client = each.test_client()
        come_back(client)
        with counted_work(engine) as counted:
            come_back(client)
        work[name] = counted.kinds

    assert work["offered"] == work["not offered"]


def test_one_persons_tick_remembers_nobody_else(app, client, database, person):
    """The first ticks the box and stops at the second factor; the next one uses a passkey in the same sign-in."""
    create_app_of(database, app.secret_box, person)
    interaction = tick(client, person).location.split("/")[2]
    other = create_account(database)
    device = create_passkey(database, other)
    page = client.get(f"/signin/{interaction}")

    send_passkey(client, page, device.get(fetch_options(client, page)), follow_redirects=True)

    assert database.one(select(SsoSession.account_id)) == other.id
    assert database.count(RememberedSignIn) == 0


@pytest.mark.parametrize("path", ["/signin?next=/account", "/account", "/authorize?client_id=x"])
def test_a_head_brings_nobody_back(browser, path):
    """Trial row F22."""
    close(browser)
    before = held(browser)

    browser.head(path)

    assert held(browser) == before
    assert browser.get_cookie(SESSION, domain=HOST) is None
    assert is_back(come_back(browser))
