"""What a remembered sign-in opens: no more than the original one would open today, and only where it was made."""

import json
from datetime import timedelta

import pytest
from sqlalchemy import select

from idp.accounts.models import Account
from idp.audit.models import AuditEvent
from idp.infrastructure.clock import current_time
from idp.organizations.models import Organization
from idp.sessions import SsoSession
from idp.sessions.models import Device, RememberedSignIn
from tests.factories.accounts import PASSWORD, create_account
from tests.factories.authenticator import create_passkey
from tests.factories.factors import CODE_FORM, create_app_of, create_recovery_codes, finish
from tests.factories.organizations import create_membership
from tests.factories.passkey_pages import fetch_options, passkey_form, send_passkey
from tests.factories.places import LISBON, MUNICH, write_place_file
from tests.factories.relying_parties import answer_of, create_relying_party
from tests.factories.remembering import HOST, close, come_back, copy_cookies, held, hold, is_back, tick
from tests.factories.sign_in_pages import open_password_page, try_password
from tests.provisioning.pages import forms_of

REMEMBERS = {"offered": True, "hours": 100}
OFFERED = {"shop": {"remember_me": REMEMBERS}}
STRONG = json.dumps({"id_token": {"acr": {"essential": True, "values": ["urn:einlass:acr:2"]}}})
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0"


@pytest.fixture
def app(make_app):
    return make_app(portals=OFFERED)


@pytest.fixture
def person(database, clock):
    return create_account(database)


@pytest.fixture
def browser(client, person):
    """Closed after somebody has ticked the box."""
    tick(client, person)
    close(client)
    return client


def is_recognized(client, answer, person):
    """Whether the person is asked, beginning with the name."""
    page = client.get(answer.location, follow_redirects=True)
    return page.request.path.startswith("/signin/int_") and f'value="{person.email}"' in page.text


def under(make_app, browser, **second_factor):
    """The same browser after the portal has changed its mind."""
    changed = make_app(portals={"shop": {"remember_me": REMEMBERS, "second_factor": second_factor}}).test_client()
    copy_cookies(changed, browser)
    return changed


def test_a_password_that_must_be_replaced_is_asked_for(browser, database, person):
    database.change(
        database.one(select(Account)), password_change_due_at=current_time(), password_change_reason="policy"
    )

    answer = come_back(browser)

    assert not is_back(answer)
    assert is_recognized(browser, answer, person)
    assert browser.get("/").status_code == 303
    assert try_password(browser, person.email, PASSWORD).location.endswith("/new-password")


def test_the_memory_is_kept_while_more_is_asked_for(browser, database, person, clock):
    account = database.one(select(Account))
    database.change(account, password_change_due_at=current_time())
    values = {held(browser)}
    for _ in range(2):
        clock.shift(timedelta(minutes=1))
        come_back(browser)
        values.add(held(browser))
    database.change(database.one(select(Account)), password_change_due_at=None)

    assert len(values) == 3
    assert is_back(come_back(browser))


def test_a_policy_that_is_younger_asks_for_the_second_factor(make_app, browser, person):
    strict = under(make_app, browser, policy="all")

    assert is_recognized(strict, come_back(strict), person)
    assert finish(strict, try_password(strict, person.email, PASSWORD)).request.path.endswith("/enrol")


def test_so_does_the_one_of_an_organization(browser, database, person):
    member = create_membership(database, person)
    organization = database.one(select(Organization).where(Organization.id == member.organization_id))
    database.change(organization, second_factor="all")

    assert is_recognized(browser, come_back(browser), person)


def test_whoever_put_it_off_comes_back_until_the_grace_is_over(make_app, database, person, clock):
    client = make_app(
        portals={"shop": {"remember_me": REMEMBERS, "second_factor": {"policy": "all", "grace_days": 2}}}
    ).test_client()
    page = client.get(tick(client, person).location, follow_redirects=True)
    later = next(number for number, form in enumerate(forms_of(page)) if ("later", "yes") in form.buttons)
    client.submit(page, {"later": "yes"}, form=later)
    assert database.count(RememberedSignIn) == 1
    close(client)
    clock.shift(timedelta(hours=47))
    assert is_back(come_back(client))
    close(client)
    clock.shift(timedelta(hours=1))

    assert is_recognized(client, come_back(client), person)


def test_putting_it_off_elsewhere_later_does_not_count_here(make_app, browser, person, clock):
    """Whoever is remembered from before was never asked in this browser."""
    clock.shift(60)
    strict = under(make_app, browser, policy="all", grace_days=2)
    elsewhere = strict.application.test_client()
    page = elsewhere.get(try_password(elsewhere, person.email, PASSWORD).location, follow_redirects=True)
    later = next(number for number, form in enumerate(forms_of(page)) if ("later", "yes") in form.buttons)
    elsewhere.submit(page, {"later": "yes"}, form=later)

    assert is_recognized(strict, come_back(strict), person)


def test_a_portal_that_remembers_for_a_shorter_time_than_before_asks(make_app, browser, clock):
    shorter = make_app(portals={"shop": {"remember_me": REMEMBERS | {"hours": 10}}}).test_client()
    copy_cookies(shorter, browser)
    clock.shift(timedelta(hours=11))

    assert not is_back(come_back(shorter))
    assert is_back(come_back(browser))


def test_a_second_factor_is_remembered_too(app, client, database, person, clock):
    phone = create_app_of(database, app.secret_box, person)
    create_recovery_codes(database, person)
    page = client.get(tick(client, person).location, follow_redirects=True)
    finish(client, client.submit(page, {"code": phone.code()}, form=CODE_FORM))
    close(client)
    clock.shift(timedelta(hours=20))
    rp = create_relying_party(database, client)

    tokens = rp.redeem(answer_of(rp.authorize(claims=STRONG))["code"]).get_json()

    claims = rp.read_id_token(tokens["id_token"])
    assert (claims["acr"], claims["amr"]) == ("urn:einlass:acr:2", ["pwd", "otp", "mfa"])


def test_an_application_that_demands_more_gets_more(browser, database, person):
    rp = create_relying_party(database, browser)

    assert is_recognized(browser, rp.authorize(claims=STRONG), person)
    assert database.count(SsoSession) == 1
    assert "code" in answer_of(rp.authorize())


def test_a_trusted_device_stands_in_while_it_is_trusted(make_app, database, person, clock):
    """The password was enough there, and is from memory; when trust ends first, the second factor is asked for."""
    trusting = {"shop": {"remember_me": REMEMBERS, "second_factor": {"trusted_device_days": 30}}}
    app = make_app(portals=trusting)
    client = app.test_client()
    try_password(client, person.email, PASSWORD)
    create_app_of(database, app.secret_box, person)
    database.change(
        database.one(select(Device)), trusted_at=current_time(), trusted_until=current_time() + timedelta(hours=30)
    )
    close(client)
    tick(client, person)
    assert database.one(select(RememberedSignIn.amr)) == ["pwd"]
    close(client)
    clock.shift(timedelta(hours=29))
    assert is_back(come_back(client))
    close(client)
    clock.shift(timedelta(hours=1))

    assert is_recognized(client, come_back(client), person)


def test_silently_nothing_more_is_asked(browser, database, person):
    database.change(database.one(select(Account)), password_change_due_at=current_time())
    rp = create_relying_party(database, browser)

    assert answer_of(rp.authorize(prompt="none"))["error"] == "login_required"


def test_a_hint_of_the_application_goes_before_the_name_that_is_remembered(browser, database, person):
    database.change(database.one(select(Account)), password_change_due_at=current_time())
    rp = create_relying_party(database, browser)
    page = browser.get(rp.authorize(login_hint="other@example.test").location)

    assert 'value="other@example.test"' in page.text


@pytest.mark.threat(36)
@pytest.mark.parametrize("copied", ["remember cookie alone", "both, into another browser"])
def test_it_is_worth_nothing_on_a_device_that_is_not_known(app, browser, person, copied):
    thief = app.test_client()
    if copied == "remember cookie alone":
        hold(thief, held(browser))
    else:
        copy_cookies(thief, browser)
        thief.browser = FIREFOX
    answer = come_back(thief)

    assert not is_back(answer)
    assert person.email not in thief.get(answer.location).text
    assert held(thief) is None


def test_its_owner_is_told_of_a_new_place(make_app, database, person, mailbox, tmp_path):
    places = {"203.0.113.0/24": MUNICH, "192.0.2.0/24": LISBON}
    file = write_place_file(tmp_path / "places.mmdb", places)
    client = make_app(own=True, portals=OFFERED, server={"place_database": str(file)}).test_client()
    tick(client, person)
    for address in ("203.0.113.7", "192.0.2.7", "192.0.2.7"):
        close(client)
        client.address = address
        assert is_back(come_back(client))

    assert [mail.message for mail in mailbox.mails] == ["new_place"]
    assert database.one(select(Device.place)) == "Lissabon, Country PT"


def test_whoever_arrives_at_the_sign_in_page_is_not_asked(client, person, clock):
    waiting = client.get("/signin?next=/%3Fback").location
    tick(client, person)
    close(client)

    assert is_back(client.get(waiting))
    assert client.get("/").status_code == 200


def test_nor_is_whoever_came_for_an_application(client, database, person, clock):
    rp = create_relying_party(database, client)
    waiting = rp.authorize().location
    tick(client, person)
    close(client)

    assert "code" in answer_of(finish(client, client.get(waiting)))


def test_the_page_begins_with_the_name_where_more_is_asked_for(client, database, person, clock):
    waiting = client.get("/signin").location
    tick(client, person)
    close(client)
    database.change(database.one(select(Account)), password_change_due_at=current_time())

    assert f'value="{person.email}"' in client.get(waiting).text


def test_whoever_is_signed_in_already_uses_up_nothing(client, database, person, clock):
    """An application asks for a new proof; the page for it leaves session and memory alone."""
    tick(client, person)
    value, rp = held(client), create_relying_party(database, client)
    clock.shift(60)

    assert client.get(rp.authorize(prompt="login").location).status_code == 200
    assert held(client) == value
    assert database.count(SsoSession) == 1


def test_not_you_lets_somebody_else_in(browser, database, person):
    database.change(database.one(select(Account)), password_change_due_at=current_time())
    page = browser.get(come_back(browser).location)
    page = browser.submit(page, follow_redirects=True)
    database.change(database.one(select(Account)), password_change_due_at=None)

    answer = browser.submit(page)

    assert answer.location.endswith("?other=1")
    page = browser.get(answer.location)
    assert page.status_code == 200
    assert person.email not in page.text


@pytest.mark.threat(37)
def test_a_fresh_sign_in_is_never_answered_from_memory(browser):
    page = browser.get("/signin?fresh=1", follow_redirects=True)

    assert page.request.path.startswith("/signin/int_")


def test_signing_out_forgets_whoever_is_only_recognized(browser, database, clock):
    database.change(database.one(select(Account)), password_change_due_at=current_time())
    rp_logout = browser.post(
        "/logout", data=forms_of(browser.get("/signed-out"))[0].fields | {"confirm": "yes"}, headers=own_origin()
    )

    assert rp_logout.status_code == 303
    assert database.one(select(RememberedSignIn.revoked_at)) == current_time()


def own_origin():
    return {"Origin": f"https://{HOST}", "Sec-Fetch-Site": "same-origin"}


def send_with_tick(client, page, credential, remember="y"):
    form = forms_of(page)[passkey_form(page)]
    sent = form.fields | {"credential": credential, "remember": remember}
    return client.post(form.action, data=sent, headers=own_origin())


def test_a_passkey_can_be_remembered(client, database, person, clock):
    device = create_passkey(database, person)
    page = client.get("/signin", follow_redirects=True)
    assert 'data-ticked-as="remember"' in page.text
    send_with_tick(client, page, device.get(fetch_options(client, page)))
    close(client)
    clock.shift(timedelta(hours=50))

    assert is_back(come_back(client))
    assert {tuple(row.amr) for row in database.rows(select(SsoSession))} == {("hwk", "user", "mfa")}


def test_a_passkey_without_the_tick_is_not(client, database, person, clock):
    device = create_passkey(database, person)
    page = client.get("/signin", follow_redirects=True)
    send_passkey(client, page, device.get(fetch_options(client, page)))

    assert database.count(SsoSession) == 1
    assert database.count(RememberedSignIn) == 0


def test_a_portal_that_does_not_offer_it_takes_no_tick_with_a_passkey(make_app, database, person):
    client = make_app().test_client()
    device = create_passkey(database, person)
    page = client.get("/signin", follow_redirects=True)
    assert "remember" not in page.text
    send_with_tick(client, page, device.get(fetch_options(client, page)))

    assert database.count(SsoSession) == 1
    assert database.count(RememberedSignIn) == 0


def test_what_is_ticked_beside_the_name_is_ticked_beside_the_password(client, person):
    page = client.get("/signin", follow_redirects=True)
    assert "100 Stunden angemeldet bleiben" in page.text
    sent = forms_of(page)[0].fields | {"email": person.email, "remember": "y"}
    page = client.post(page.request.path, data=sent, headers=own_origin(), follow_redirects=True)

    assert forms_of(page)[1].fields["remember"] == "y"
    assert "remember" not in forms_of(open_password_page(client, person.email))[1].fields


def test_not_you_takes_the_tick_back(client, person):
    page = client.get("/signin", follow_redirects=True)
    path = page.request.path
    sent = forms_of(page)[0].fields | {"email": person.email, "remember": "y"}
    page = client.post(path, data=sent, headers=own_origin(), follow_redirects=True)
    page = client.submit(page, follow_redirects=True)
    page = client.submit(page, {"email": person.email}, follow_redirects=True)

    assert "remember" not in forms_of(page)[1].fields


def test_whoever_only_proves_it_again_is_not_offered_it(client, database, person):
    try_password(client, person.email, PASSWORD)
    device = create_passkey(database, person)
    page = client.get("/signin?fresh=1", follow_redirects=True)

    assert "remember" not in page.text
    send_with_tick(client, page, device.get(fetch_options(client, page)))
    assert database.count(RememberedSignIn) == 0


def test_what_it_opens_is_recorded(browser, database, person):
    come_back(browser)

    event = database.one(select(AuditEvent).where(AuditEvent.action == "sign_in.remembered"))
    assert (event.subject, event.actor_id) == (person.id, person.id)
