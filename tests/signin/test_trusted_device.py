"""Going without the second factor on a device that the person trusts."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from idp.accounts.security.access import end_access
from idp.infrastructure.clock import current_time
from idp.sessions import SsoSession
from idp.sessions.models import Device
from idp.sessions.trust import trust_device
from idp.sessions.web import session_cookie_name
from tests.factories.accounts import PASSWORD, create_account
from tests.factories.actors import person_actor
from tests.factories.authenticator import create_passkey
from tests.factories.devices import device_token, give_device_token
from tests.factories.factors import CODE_FORM, create_app_of, finish, open_code_page
from tests.factories.passkey_pages import fetch_options, passkey_form, send_passkey
from tests.factories.relying_parties import create_relying_party
from tests.factories.sessions import lose, sign_in
from tests.provisioning.pages import forms_of

ISSUER = "https://id.example.test"
OFFERED = {"shop": {"second_factor": {"trusted_device_days": 30}}}


@pytest.fixture
def app(make_app):
    return make_app(portals=OFFERED)


@pytest.fixture
def person(database, clock):
    return create_account(database)


@pytest.fixture
def phone(app, database, person):
    return create_app_of(database, app.secret_box, person)


@pytest.fixture
def browser(client, person, phone, clock):
    """Where the box was ticked, a minute ago."""
    type_and_tick(client, open_code_page(client, person.email), phone.code())
    clock.shift(timedelta(minutes=1))
    return client


def type_and_tick(client, page, code):
    sent = forms_of(page)[CODE_FORM].fields | {"code": code, "trust": "y"}
    return finish(client, client.post(page.request.path, data=sent, headers={"Origin": ISSUER}))


def is_asked(client, person, path="/signin?account=other"):
    return open_code_page(client, person.email, path).request.path.endswith("/factor/totp")


def test_no_second_factor_is_asked_and_none_is_claimed(browser, database, person):
    assert not is_asked(browser, person)
    assert database.one(select(SsoSession.amr)) == ["pwd"]


def test_trust_ends(browser, person, clock):
    clock.shift(timedelta(days=30))

    assert is_asked(browser, person)


def test_another_browser_is_not_trusted(app, browser, person):
    assert is_asked(app.test_client(), person)


def test_its_cookie_copied_into_another_browser_is_not_trusted(app, browser, person):
    thief = app.test_client()
    thief.browser = "Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0"
    give_device_token(thief, device_token(browser))

    assert is_asked(thief, person)


def test_another_person_in_the_same_browser_is_asked(app, browser, database):
    other = create_account(database)
    create_app_of(database, app.secret_box, other)

    assert is_asked(browser, other)


def test_without_the_tick_it_is_asked_again(client, person, phone, clock):
    page = open_code_page(client, person.email)
    finish(client, client.submit(page, {"code": phone.code()}, form=CODE_FORM))

    assert "30 Tage lang vertrauen" in page.text
    assert is_asked(client, person)


def tick_at_the_passkey(client, page, credential):
    sent = forms_of(page)[passkey_form(page)].fields | {"credential": credential, "trust": "y"}
    return client.post(page.request.path, data=sent, headers={"Origin": ISSUER})


def test_a_passkey_after_the_password_earns_trust_as_well(client, database, person, clock):
    key = create_passkey(database, person)
    page = open_code_page(client, person.email)

    assert "30 Tage lang vertrauen" in page.text
    finish(client, tick_at_the_passkey(client, page, key.get(fetch_options(client, page))))

    assert database.one(select(Device.trusted_until)) == current_time() + timedelta(days=30)
    assert not open_code_page(client, person.email, "/signin?account=other").request.path.endswith("/factor/passkey")


def test_a_passkey_without_the_tick_earns_none(client, database, person, clock):
    key = create_passkey(database, person)
    page = open_code_page(client, person.email)
    finish(client, send_passkey(client, page, key.get(fetch_options(client, page))))

    assert database.one(select(Device.trusted_until)) is None


def test_a_refused_passkey_earns_no_trust(client, database, person, phone, clock):
    create_passkey(database, person)
    page = open_code_page(client, person.email)
    answer = tick_at_the_passkey(client, page, "no answer of a passkey")
    assert answer.status_code == 422
    page = client.get(page.request.path.replace("/passkey", "/totp"))
    finish(client, client.submit(page, {"code": phone.code()}, form=CODE_FORM))

    assert database.one(select(Device.trusted_until)) is None


def test_a_portal_without_trust_offers_none_beside_a_passkey_and_takes_none(make_app, database, person, clock):
    client = make_app().test_client()
    key = create_passkey(database, person)
    page = open_code_page(client, person.email)

    assert 'name="trust"' not in page.text
    finish(client, tick_at_the_passkey(client, page, key.get(fetch_options(client, page))))
    assert database.one(select(Device.trusted_until)) is None


def test_one_persons_tick_trusts_nobody_else(app, client, database, person, phone, clock):
    """Ticked and left where a new password was asked for; another person signs in at the same page."""
    database.change(person, password_change_due_at=current_time(), password_change_reason="policy")
    other = create_account(database)
    other_phone = create_app_of(database, app.secret_box, other)
    page = open_code_page(client, person.email)
    sent = forms_of(page)[CODE_FORM].fields | {"code": phone.code(), "trust": "y"}
    client.post(page.request.path, data=sent, headers={"Origin": ISSUER})

    page = open_code_page(client, other.email, page.request.path.partition("/factor")[0])
    finish(client, client.submit(page, {"code": other_phone.code()}, form=CODE_FORM))

    assert database.one(select(Device.trusted_until)) is None


def test_the_tick_of_one_sign_in_counts_for_no_other(client, database, person, phone, clock):
    """Ticked and left where a new password was asked for; the person signs in from another page, with the next code and
    without the tick."""
    database.change(person, password_change_due_at=current_time(), password_change_reason="policy")
    page = open_code_page(client, person.email)
    sent = forms_of(page)[CODE_FORM].fields | {"code": phone.code(), "trust": "y"}
    client.post(page.request.path, data=sent, headers={"Origin": ISSUER})
    clock.shift(timedelta(minutes=1))
    database.change(person, password_change_due_at=None, password_change_reason=None)

    page = open_code_page(client, person.email)
    finish(client, client.submit(page, {"code": phone.code()}, form=CODE_FORM))

    assert database.one(select(Device.trusted_until)) is None


def test_a_tick_is_used_up_by_its_sign_in(client, database, person, phone, clock):
    type_and_tick(client, open_code_page(client, person.email), phone.code())
    database.change(database.one(select(Device)), trusted_until=None)
    clock.shift(timedelta(minutes=1))

    lose(client, session_cookie_name)
    page = open_code_page(client, person.email)
    finish(client, client.submit(page, {"code": phone.code()}, form=CODE_FORM))

    assert database.one(select(Device.trusted_until)) is None


@pytest.mark.parametrize(("days", "expected"), [(0, None), (7, timedelta(days=7))])
def test_trust_is_given_where_the_portal_has_it(clock, days, expected):
    device = Device()
    trust_device(device, days, current_time())

    assert device.trusted_until == (expected and current_time() + expected)


def test_a_wrong_code_earns_no_trust(client, database, person, phone, clock):
    page = open_code_page(client, person.email)
    type_and_tick(client, page, "000000")
    finish(client, client.submit(page, {"code": phone.code()}, form=CODE_FORM))

    assert database.one(select(Device.trusted_until)) is None


def test_a_portal_without_trust_neither_offers_nor_takes_nor_heeds_it(make_app, browser, database, person):
    plain = make_app().test_client()
    plain.set_cookie(
        "__Host-idp-device",
        browser.get_cookie("__Host-idp-device", domain="id.example.test").value,
        domain="id.example.test",
        secure=True,
    )
    page = open_code_page(plain, person.email)

    assert page.request.path.endswith("/factor/totp")
    assert 'name="trust"' not in page.text


def test_a_relying_party_that_demands_the_factor_gets_it(browser, database, person):
    rp = create_relying_party(database, browser)
    demand = rp.authorize(
        claims='{"id_token":{"acr":{"essential":true,"values":["urn:einlass:acr:2"]}}}', prompt="login"
    )

    assert is_asked(browser, person, demand.location)


@pytest.mark.threat(35)
def test_ending_access_ends_all_trust(app, browser, database, person):
    with app.app_context(), database.transaction() as session:
        end_access(session, person.id, person_actor(person.id))

    assert is_asked(browser, person)


def test_a_fresh_sign_in_before_something_sensitive_asks_for_the_factor(app, browser, database, person, phone):
    """Otherwise the page, which needs the factor, would ask for a fresh sign-in for ever.

    Trial row S8.
    """
    assert not is_asked(browser, person)
    page = browser.get("/account/security/totp", follow_redirects=True)
    page = browser.submit(page, {"password": PASSWORD}, follow_redirects=True)
    assert page.request.path.endswith("/factor/totp")

    page = finish(browser, browser.submit(page, {"code": phone.code()}))

    assert (page.status_code, page.request.path) == (200, "/account/security/totp")


def test_trust_that_was_given_twice_lasts_as_long_as_the_longer_one(clock):
    device = Device()
    trust_device(device, 30, current_time())
    trust_device(device, 1, current_time())

    assert device.trusted_until == current_time() + timedelta(days=30)


def test_trust_does_not_end_a_step_up_of_a_session_that_began_elsewhere(browser, database, person):
    """A session of no device that is trusted, as from before devices were known, asks for the factor."""
    sign_in(browser, database, person)

    page = browser.get("/account", follow_redirects=True)

    assert page.request.path.endswith("/factor/totp")
