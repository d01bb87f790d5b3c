"""Threat 56: guessing six digits, one after the other, at the same moment, and in ever new sign-ins."""

import pytest
from sqlalchemy import func, select

from idp.audit.models import AuditEvent
from tests.factories.factors import create_app_of, open_code_page, type_code
from tests.provisioning.crowd import all_at_once

pytestmark = pytest.mark.threat(56)
LIMIT = 4
PARALLEL = 12


@pytest.fixture
def app(make_app):
    return make_app(throttle={"account_attempts": LIMIT, "address_attempts": 1000}, server={"threads": PARALLEL})


def failures(database, action: str) -> int:
    return database.one(select(func.count()).select_from(AuditEvent).where(AuditEvent.action == action))


def wrong_for(phone) -> str:
    """Six digits that are none of the three accepted codes."""
    accepted = {phone.code(steps) for steps in (1, 0, -1)}
    return next(code for code in ("000000", "111111", "222222", "333333") if code not in accepted)


def test_the_counter_survives_new_sign_ins_and_browsers(app, database, person, phone):
    for _ in range(LIMIT):
        browser = app.test_client()
        assert type_code(browser, open_code_page(browser, person.email), wrong_for(phone)).status_code == 422
    browser = app.test_client()

    locked = type_code(browser, open_code_page(browser, person.email), phone.code())

    assert (locked.status_code, locked.headers["Retry-After"]) == (429, "900")
    assert failures(database, "second_factor.failed") == LIMIT
    assert failures(database, "second_factor.throttled") == 1


def test_parallel_guesses_share_the_budget(app, database, person, phone):
    browsers = [app.test_client() for _ in range(PARALLEL)]
    pages = [open_code_page(browser, person.email) for browser in browsers]
    guess = wrong_for(phone)

    statuses = all_at_once(
        [
            lambda browser=browser, page=page: type_code(browser, page, guess).status_code
            for browser, page in zip(browsers, pages, strict=True)
        ]
    )

    assert sorted(statuses) == [422] * LIMIT + [429] * (PARALLEL - LIMIT)


def test_a_success_does_not_wipe_out_the_wrong_ones_of_others(app, person, phone, clock):
    attacker, owner = app.test_client(), app.test_client()
    page = open_code_page(attacker, person.email)
    for _ in range(LIMIT - 1):
        type_code(attacker, page, wrong_for(phone))
    assert type_code(owner, open_code_page(owner, person.email), phone.code()).status_code == 303

    assert type_code(attacker, page, wrong_for(phone)).status_code == 422
    assert type_code(attacker, page, wrong_for(phone)).status_code == 429


def test_after_the_window_the_owner_gets_in(app, person, phone, clock):
    browser = app.test_client()
    page = open_code_page(browser, person.email)
    for _ in range(LIMIT + 1):
        type_code(browser, page, wrong_for(phone))
    clock.shift(15 * 60)
    page = open_code_page(browser, person.email)

    assert type_code(browser, page, phone.code()).status_code == 303


def test_forty_wrong_codes_are_enough_for_a_day(make_app, database, person, clock):
    app = make_app(throttle={"account_attempts": 1000})
    phone = create_app_of(database, app.secret_box, person)
    browser = app.test_client()
    page = open_code_page(browser, person.email)
    statuses = [type_code(browser, page, wrong_for(phone)).status_code for _ in range(41)]

    assert statuses == [422] * 40 + [429]


def test_what_was_typed_is_not_written_down(app, database, person, phone):
    browser = app.test_client()
    type_code(browser, open_code_page(browser, person.email), "135791")

    event = database.one(select(AuditEvent).where(AuditEvent.action == "second_factor.failed"))
    assert "135791" not in str(event.details)
    assert event.subject == person.id
