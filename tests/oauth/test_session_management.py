"""OpenID Connect Session Management 1.0: where it is on, an exception from threat rows 34 and 41."""

import hashlib

import pytest

from idp.infrastructure.web.assets import asset_url
from tests.factories.accounts import create_account
from tests.factories.clients import change_client
from tests.factories.relying_parties import answer_of, create_relying_party, machine
from tests.factories.sessions import sign_in, sign_in_beside
from tests.provisioning.pages import forms_of

PATH, ORIGIN, COOKIE = "/check-session", "https://shop.example.test", "__Host-idp-state"


@pytest.fixture
def app(make_app):
    return make_app(sessions={"session_management": True})


@pytest.fixture
def person(database):
    return create_account(database)


@pytest.fixture
def session(client, database, person):
    return sign_in(client, database, person)


@pytest.fixture
def rp(database, client):
    return create_relying_party(database, client, session_management=True)


def state_of(browser):
    cookie = browser.get_cookie(COOKIE, domain="id.example.test")
    return cookie.value if cookie else None


def is_unchanged(rp, session_state, origin=ORIGIN):
    """What the page answers to an application at ``origin``: its script makes the same hash."""
    told, _, salt = session_state.partition(".")
    text = f"{rp.client_id} {origin} {state_of(rp.browser) or ''} {salt}"
    return hashlib.sha256(text.encode()).hexdigest() == told


def test_an_answer_names_the_state_of_the_browser(rp, session):
    first, second = (answer_of(rp.authorize())["session_state"] for _ in range(2))

    assert first != second
    assert is_unchanged(rp, first)
    assert is_unchanged(rp, second)
    assert not is_unchanged(rp, first, origin="https://evil.example.test")
    assert session.id not in state_of(rp.browser)


def test_a_sign_out_changes_it(rp, session):
    """oidcc-session-management-rp-initiated-logout."""
    answer = answer_of(rp.authorize())
    hint = rp.redeem(answer["code"]).get_json()["id_token"]
    rp.browser.get("/logout", query_string={"id_token_hint": hint})

    assert state_of(rp.browser) is None
    assert not is_unchanged(rp, answer["session_state"])


def test_another_person_changes_it(rp, session, database, client):
    told = answer_of(rp.authorize())["session_state"]
    sign_in_beside(client, database, create_account(database))
    page = client.get(rp.authorize(prompt="select_account").location)
    number, other = next(
        (at, value)
        for at, form in enumerate(forms_of(page))
        for name, value in form.buttons
        if name == "session_id" and value not in {"", session.id}
    )
    client.submit(page, {"session_id": other}, number)

    assert state_of(client) is not None
    assert not is_unchanged(rp, told)


@pytest.mark.threat(34)
def test_one_cookie_is_open_to_scripts_and_frames_and_only_in_browsers_that_need_it(rp, session, database, client):
    plain = create_relying_party(database, client)
    assert not plain.authorize().headers.getlist("Set-Cookie")

    [cookie] = rp.authorize().headers.getlist("Set-Cookie")
    assert cookie.startswith(f"{COOKIE}=")
    assert set(cookie.split("; ")[1:]) == {"Secure", "Path=/", "SameSite=None"}


@pytest.mark.threat(34)
def test_a_browser_takes_the_end_of_the_cookie(rp, session, client):
    """It ignores one for a name with __Host- that lacks any of these."""
    rp.authorize()
    answer = client.submit(client.get("/logout"), {"confirm": "yes"})

    [cookie] = [each for each in answer.headers.getlist("Set-Cookie") if each.startswith(f"{COOKIE}=;")]
    assert {"Max-Age=0", "Secure", "Path=/", "SameSite=None"} <= set(cookie.split("; "))


def test_without_tls_the_cookie_is_one_that_browsers_take(make_app, database):
    browser = make_app(server={"issuer": "http://localhost:8000"}, sessions={"session_management": True}).test_client()
    sign_in(browser, database, create_account(database))

    [cookie] = (
        create_relying_party(database, browser, session_management=True).authorize().headers.getlist("Set-Cookie")
    )
    assert cookie.startswith("idp-state=")
    assert set(cookie.split("; ")[1:]) == {"Path=/", "SameSite=Lax"}


def test_the_page_is_a_script_that_is_asked_for_anew(rp, client):
    page = machine(client).get(PATH)

    assert (page.headers["Content-Type"], page.headers["Cache-Control"]) == ("text/html; charset=utf-8", "no-cache")
    assert f'src="{asset_url("scripts/check_session.js")}"' in page.text


@pytest.mark.threat(41)
def test_each_origin_of_a_client_that_is_registered_may_frame_the_page(rp, database, client):
    create_relying_party(
        database, client, session_management=True, redirect_uris=["https://maps.example.test/callback"]
    )
    policy = machine(client).get(PATH).headers["Content-Security-Policy"]

    assert policy.endswith(f"frame-ancestors https://maps.example.test {ORIGIN}")


@pytest.mark.threat(41)
def test_one_page_is_open_to_frames_of_the_clients_that_are_registered_for_it(rp, database, client):
    page = machine(client).get(PATH)
    policy = page.headers["Content-Security-Policy"]

    assert policy.endswith(f"frame-ancestors {ORIGIN}")
    assert "X-Frame-Options" not in page.headers
    assert {"default-src 'none'", "script-src 'self'", "form-action 'none'"} <= set(policy.split("; "))
    assert "frame-ancestors 'none'" in client.get("/signin", follow_redirects=True).headers["Content-Security-Policy"]

    change_client(database, rp.registered, session_management=False)
    page = machine(client).get(PATH)
    assert page.headers["Content-Security-Policy"].endswith("frame-ancestors 'none'")


@pytest.mark.parametrize(
    ("is_on", "is_registered"), [(False, True), (True, False)], ids=["client alone", "settings alone"]
)
def test_it_is_off_unless_both_switch_it_on(make_app, database, is_on, is_registered):
    browser = make_app(sessions={"session_management": is_on}).test_client()
    sign_in(browser, database, create_account(database))
    answer = create_relying_party(database, browser, session_management=is_registered).authorize()

    assert "session_state" not in answer_of(answer)
    assert COOKIE not in "".join(answer.headers.getlist("Set-Cookie"))
    assert machine(browser).get(PATH).status_code == (200 if is_on else 404)
    discovery = machine(browser).get("/.well-known/openid-configuration").get_json()
    assert ("check_session_iframe" in discovery) is is_on


def test_where_no_page_could_ask_nothing_is_told(database, client, session):
    native = {"application_type": "native", "redirect_uris": ["com.example.app:/callback"]}
    rp = create_relying_party(database, client, session_management=True, **native)

    assert "session_state" not in answer_of(rp.authorize(redirect_uri="com.example.app:/callback"))
