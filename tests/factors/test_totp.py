"""The authenticator app: connecting one, and signing in with it."""

import re

import pytest
from sqlalchemy import select

from idp.audit.models import AuditEvent
from idp.factors.totp.codes import find_step, new_secret, provisioning_uri, step_of
from idp.factors.totp.enrolment import find_offer, offer_secret
from idp.factors.totp.factor import Totp
from idp.factors.totp.models import TotpSecret
from idp.infrastructure.clock import current_time
from idp.sessions import SsoSession
from tests.factories.copies import COPIES
from tests.factories.factors import (
    MULTI,
    create_app_of,
    create_recovery_codes,
    finish,
    open_code_page,
    shown_app,
    type_code,
)
from tests.factories.sessions import create_session, sign_in

PAGE = "/account/security/totp"


def test_the_first_right_code_connects_the_app(client, database, person, clock, mailbox):
    sign_in(client, database, person)
    page = client.get(PAGE)

    answer = client.submit(page, {"code": shown_app(page).code(), "name": "Dienst-Handy"})

    assert (answer.status_code, answer.location) == (303, "/account/security/recovery-codes")
    row = database.one(select(TotpSecret))
    assert (row.account_id, row.name, row.last_step) == (person.id, "Dienst-Handy", step_of(current_time()))
    assert shown_app(page).secret not in row.wrapped_secret
    assert mailbox.only.message == "factor_added"
    assert "Dienst-Handy" in mailbox.only.text
    event = database.one(select(AuditEvent))
    assert (event.action, event.subject, event.details["factor"]) == ("factor.added", person.id, "totp")


def test_the_page_shows_the_secret_as_picture_and_text_without_inline_style(client, database, person):
    sign_in(client, database, person)

    page = client.get(PAGE).text

    svg = re.search(r"<svg[^>]*viewBox[^>]*>.*?</svg>", page[page.index('class="qr"') :], re.DOTALL)[0]
    assert "style" not in svg
    assert re.search(r"(?:[A-Z2-7]{4} ){7}[A-Z2-7]{4}", page)
    assert "otpauth://totp/Beispiel-Shop:" in page


def test_looking_at_the_page_stores_nothing(client, database, person):
    sign_in(client, database, person)

    first, second = client.get(PAGE), client.get(PAGE)

    assert shown_app(first).secret != shown_app(second).secret
    assert database.count(TotpSecret) == 0


def test_a_wrong_first_code_keeps_the_secret_on_the_page(client, database, person, clock):
    sign_in(client, database, person)
    page = client.get(PAGE)

    refused = client.submit(page, {"code": "000000"})
    answer = client.submit(refused, {"code": shown_app(page).code()})

    assert refused.status_code == 422
    assert shown_app(refused).secret == shown_app(page).secret
    assert answer.status_code == 303


def test_an_offer_that_is_too_old_is_replaced(client, database, person, clock):
    sign_in(client, database, person)
    page = client.get(PAGE)
    clock.shift(31 * 60)
    sign_in(client, database, person)

    refused = client.submit(page, {"code": shown_app(page).code()})

    assert refused.status_code == 422
    assert shown_app(refused).secret != shown_app(page).secret


@pytest.mark.parametrize(("age", "is_live"), [(30 * 60, True), (30 * 60 + 1, False)])
def test_an_offer_holds_for_half_an_hour(app, clock, age, is_live):
    offer = offer_secret(app.secret_box, "acc_1", "browser", current_time())
    clock.shift(age)

    found = find_offer(app.secret_box, offer.sealed, "acc_1", "browser", current_time())
    assert found == (offer if is_live else None)


@pytest.mark.parametrize("typed", ["äöüäöü", "፩፪፫፬፭፮", "\ud800" * 6, "12345", "1234567", ""])
def test_six_characters_that_are_no_digits_are_no_code(typed):
    assert find_step(new_secret(), typed, current_time()) is None


def test_an_offer_is_for_the_browser_that_was_shown_it(app, client, database, person, clock):
    """Or somebody with the password plants a secret that the owner then confirms."""
    sign_in(client, database, person)
    page = client.get(PAGE)
    other = app.test_client()
    sign_in(other, database, person)
    foreign = re.search(r'name="offer"[^>]*value="([^"]+)"', page.text)[1]

    refused = other.submit(other.get(PAGE), {"code": shown_app(page).code(), "offer": foreign})

    assert refused.status_code == 422
    assert database.count(TotpSecret) == 0


def test_the_same_form_twice_is_one_app(client, database, person, clock, mailbox):
    sign_in(client, database, person)
    page = client.get(PAGE)

    answers = [client.submit(page, {"code": shown_app(page).code()}).status_code for _ in range(2)]

    assert answers == [303, 303]
    assert database.count(TotpSecret) == 1
    assert len(mailbox) == 1


def test_the_session_that_connected_it_counts_as_multi_factor_from_then_on(client, database, person, clock):
    sign_in(client, database, person)
    page = client.get(PAGE)

    client.submit(page, {"code": shown_app(page).code()})

    session = database.one(select(SsoSession))
    assert (session.amr, session.acr) == (["pwd", "otp", "mfa"], "urn:einlass:acr:2")
    assert client.get(PAGE).status_code == 200


@pytest.mark.threat(59)
def test_connecting_asks_for_a_recent_sign_in(client, database, person, clock):
    sign_in(client, database, person)
    clock.shift(11 * 60)

    assert client.get(PAGE).location.startswith("/signin?next=/account/security/totp&fresh=1")


@pytest.mark.threat(59)
def test_a_password_alone_adds_nothing_to_somebody_who_has_a_factor(client, database, person, phone):
    sign_in(client, database, person)

    assert client.get(PAGE).location.startswith("/signin")


@pytest.mark.threat(58)
def test_a_sign_in_that_waits_for_the_factor_can_not_enrol_another_one(client, person, phone):
    page = open_code_page(client, person.email)
    interaction = page.request.path.split("/")[2]

    answer = client.get(f"{PAGE}?interaction_id={interaction}")

    assert answer.location == f"/signin/{interaction}/factor"


def test_the_code_is_asked_after_the_password(client, database, person, phone):
    page = open_code_page(client, person.email, "/signin?next=/%3Fa")

    assert page.request.path.endswith("/factor/totp")
    assert 'autocomplete="one-time-code"' in page.text
    assert database.count(SsoSession) == 0
    answer = type_code(client, page, phone.code())

    assert finish(client, answer).request.full_path == "/?a"
    assert database.one(select(SsoSession.amr)) == ["pwd", "otp", "mfa"]


EITHER_SIDE = [(2, 422), (1, 303), (0, 303), (-1, 303), (-2, 422)]


@pytest.mark.parametrize(("steps", "status"), EITHER_SIDE)
def test_the_present_step_and_one_on_either_side_are_taken(client, person, phone, clock, steps, status):
    """RFC 6238, section 5.2: clocks are late or early. Trial row F9."""
    page = open_code_page(client, person.email)

    assert type_code(client, page, phone.code(steps)).status_code == status


@pytest.mark.parametrize(("steps", "status"), EITHER_SIDE)
def test_so_they_are_when_the_app_is_connected(client, database, person, clock, steps, status):
    """Trial row F9."""
    sign_in(client, database, person)
    page = client.get(PAGE)

    assert client.submit(page, {"code": shown_app(page).code(steps)}).status_code == status
    assert database.count(TotpSecret) == (status == 303)


@pytest.mark.threat(57)
@pytest.mark.parametrize("steps", [1, 0, -1])
def test_a_code_is_taken_once_for_as_long_as_it_could_be(app, person, phone, clock, steps):
    """Also after the clock went on. Trial row F9."""
    code, statuses = phone.code(steps), []
    for _ in range(4):
        browser = app.test_client()
        statuses.append(type_code(browser, open_code_page(browser, person.email), code).status_code)
        clock.shift(30)

    assert statuses == [303, 422, 422, 422]


@pytest.mark.parametrize("write", COPIES)
def test_however_it_was_copied_it_is_the_code(client, person, phone, write):
    """Trial row F8."""
    page = open_code_page(client, person.email)

    assert type_code(client, page, write(phone.code())).status_code == 303


@pytest.mark.parametrize("typed", ["", "12345", "abcdef", "1234567", "-12345", "١٢٣٤٥", "1" * 101])
def test_what_is_no_code_is_refused(client, person, phone, typed):
    page = open_code_page(client, person.email)

    assert type_code(client, page, typed).status_code == 422


def test_a_secret_that_was_not_confirmed_is_asked_nowhere(client, database, person, phone):
    database.change(database.one(select(TotpSecret)), confirmed_at=None)
    database.change(person, has_second_factor=False)

    assert open_code_page(client, person.email).request.path == "/"


def test_nor_is_its_code_taken_beside_another_app(app, client, database, person, phone):
    unconfirmed = create_app_of(database, app.secret_box, person, confirmed_at=None)

    page = open_code_page(client, person.email)

    assert type_code(client, page, unconfirmed.code()).status_code == 422


def test_a_person_may_connect_some_apps_and_no_end_of_them(app, client, database, person):
    for _ in range(Totp.most_items):
        create_app_of(database, app.secret_box, person)
    sign_in(client, database, person, **MULTI)
    page = client.get(PAGE)

    answer = client.submit(page, {"code": shown_app(page).code()})

    assert answer.status_code == 422
    assert "Mehr Apps sind nicht möglich" in answer.text
    assert database.count(TotpSecret) == Totp.most_items


def test_either_of_two_apps_does(client, app, database, person, phone):
    second = create_app_of(database, app.secret_box, person)
    page = open_code_page(client, person.email)

    assert type_code(client, page, second.code()).status_code == 303


def test_other_ways_and_the_support_are_named(make_app, database, person, phone):
    client = make_app(portals={"shop": {"support": {"email": "hilfe@shop.example"}}}).test_client()
    create_recovery_codes(database, person)

    page = open_code_page(client, person.email)

    assert "/factor/recovery-code" in page.text
    assert "hilfe@shop.example" in page.text


@pytest.mark.threat(57)
@pytest.mark.parametrize("later", [0, 29, 30])
def test_no_code_is_taken_twice(app, person, phone, clock, later):
    code = phone.code()
    first, second = app.test_client(), app.test_client()
    assert type_code(first, open_code_page(first, person.email), code).status_code == 303
    clock.shift(later)

    assert type_code(second, open_code_page(second, person.email), f" {code} ").status_code == 422


@pytest.mark.threat(57)
def test_a_code_of_an_earlier_step_is_void_once_a_later_one_was_used(app, person, phone):
    earlier, later = phone.code(), phone.code(1)
    first, second = app.test_client(), app.test_client()
    assert type_code(first, open_code_page(first, person.email), later).status_code == 303

    assert type_code(second, open_code_page(second, person.email), earlier).status_code == 422


@pytest.mark.threat(57)
def test_the_code_that_connected_the_app_does_not_sign_in(app, client, database, person, clock):
    sign_in(client, database, person)
    page = client.get(PAGE)
    code = shown_app(page).code()
    client.submit(page, {"code": code})
    other = app.test_client()

    assert type_code(other, open_code_page(other, person.email), code).status_code == 422


@pytest.mark.threat(35)
def test_connecting_an_app_signs_out_elsewhere_only(app, client, database, person, clock):
    elsewhere = create_session(database, person)
    here = sign_in(client, database, person)
    page = client.get(PAGE)

    client.submit(page, {"code": shown_app(page).code()})

    ended = {row.id for row in database.rows(select(SsoSession)) if row.ended_at}
    assert ended == {elsewhere.id}
    assert here.id not in ended


def test_an_app_reads_issuer_and_account_from_the_address():
    address = provisioning_uri("A" * 32, "ada@example.test", "Nordlicht: Energie")

    assert address.startswith("otpauth://totp/Nordlicht%20%20Energie:ada%40example.test?secret=")


def test_secrets_have_160_bits_and_differ():
    assert len({new_secret() for _ in range(50)}) == 50
    assert {len(new_secret()) for _ in range(50)} == {32}
    assert find_step(new_secret(), "no code", current_time()) is None
