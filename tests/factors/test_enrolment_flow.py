"""Setting up the first factor: one flow from the app to the codes, with one mail.

Trial, pages: improvement 5.
"""

import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from idp.audit.models import AuditEvent
from idp.factors.recovery_codes.models import RecoveryCode
from idp.factors.totp.models import TotpSecret
from idp.factors.web import Enrolment, find_just_added
from idp.infrastructure.clock import current_time
from tests.factories.accounts import create_account
from tests.factories.factors import MULTI, create_app_of, shown_app
from tests.factories.sessions import sign_in

APP = "/account/security/totp"
CODES = "/account/security/recovery-codes"
MINUTE = 60


@pytest.fixture
def person(database, clock):
    return create_account(database, language="en")


@pytest.fixture
def signed_in(client, database, person):
    sign_in(client, database, person)
    return client


def connect(client, clock):
    """An app is connected; the answer to that."""
    page = client.get(APP)
    clock.shift(MINUTE)
    return client.submit(page, {"code": shown_app(page).code()})


def recorded(database):
    return [event.action for event in database.rows(select(AuditEvent).order_by(AuditEvent.at, AuditEvent.id))]


def test_the_app_is_confirmed_and_the_codes_are_offered(signed_in, clock):
    """Trial, pages: improvement 5."""
    assert "Step 1 of 2" in signed_in.get(APP).text

    answer = connect(signed_in, clock)
    assert answer.location == CODES
    page = signed_in.get(CODES).text
    assert "<title>App connected – Recovery codes" in page
    assert "Step 2 of 2" in page
    assert '<a class="btn btn-secondary" href="/account/security">Later</a>' in page


def test_the_codes_can_wait(signed_in, database, clock):
    """Trial, pages: improvement 5."""
    connect(signed_in, clock)

    assert "Recovery codes" in signed_in.get("/account/security").text
    assert database.count(RecoveryCode) == 0
    assert database.count(TotpSecret) == 1


def test_app_and_codes_are_told_in_one_mail_at_once(signed_in, database, mailbox, clock):
    """The mail comes with the app, not with the codes, and says that the codes belong to it.

    Trial, pages: improvement 5."""
    connect(signed_in, clock)
    assert mailbox.only.message == "factor_added"
    assert "This e-mail also covers recovery codes that are created right after" in " ".join(mailbox.only.text.split())

    signed_in.submit(signed_in.get(CODES))
    assert len(mailbox) == 1
    assert recorded(database).count("factor.added") == 2


def test_the_one_mail_takes_both_away(app, signed_in, database, mailbox, clock):
    """Trial, pages: improvement 5."""
    connect(signed_in, clock)
    signed_in.submit(signed_in.get(CODES))
    owner = app.test_client()

    owner.submit(owner.get(owner.get(mailbox.only.link).location))
    assert database.count(RecoveryCode) == database.count(TotpSecret) == 0


@pytest.mark.parametrize(
    "later", [pytest.param(16 * MINUTE, id="long after"), pytest.param(0, id="in another sign-in")]
)
def test_codes_of_another_time_or_sign_in_are_told_by_themselves(signed_in, database, person, mailbox, clock, later):
    """Who gets into an account whose owner connects an app must not add codes to it in silence.

    Trial, pages: improvement 5."""
    connect(signed_in, clock)
    other = signed_in.application.test_client()
    clock.shift(later or MINUTE)
    sign_in(other, database, person, **MULTI)

    other.submit(other.get(CODES))
    assert [mail.message for mail in mailbox.mails] == ["factor_added", "factor_added"]


@pytest.mark.parametrize(
    ("amr", "age", "expected"),
    [
        pytest.param(("pwd", "otp"), 5 * MINUTE, "totp", id="proved it"),
        pytest.param(("pwd", "mail"), 5 * MINUTE, None, id="proved another factor"),
        pytest.param(("pwd", "otp"), 0, None, id="began when it was there"),
        pytest.param(("pwd", "otp"), -5 * MINUTE, None, id="began later"),
    ],
)
def test_the_sign_in_that_is_older_than_the_factor_and_proved_it_added_it(app, database, person, amr, age, expected):
    """Trial, pages: improvement 5."""
    create_app_of(database, app.secret_box, person, created_at=current_time())
    enrolment = Enrolment(person.id, current_time() - timedelta(seconds=age), amr)

    with app.app_context():
        found = find_just_added(enrolment, current_time())
    assert (found.key if found else None) == expected


@pytest.mark.parametrize(("later", "is_found"), [(15 * MINUTE, True), (15 * MINUTE + 1, False)])
def test_the_codes_belong_to_a_factor_for_a_quarter_of_an_hour(app, database, person, clock, later, is_found):
    create_app_of(database, app.secret_box, person, created_at=current_time())
    enrolment = Enrolment(person.id, current_time() - timedelta(minutes=5), ("pwd", "otp"))
    clock.shift(later)

    with app.app_context():
        assert bool(find_just_added(enrolment, current_time())) is is_found


def test_new_codes_in_place_of_old_ones_are_told(signed_in, mailbox, clock):
    """They void what lies in the owner's drawer.

    Trial, pages: improvement 5."""
    connect(signed_in, clock)
    signed_in.submit(signed_in.get(CODES))
    signed_in.submit(signed_in.get(CODES))

    assert [mail.message for mail in mailbox.mails] == ["factor_added", "factor_added"]


def test_a_second_app_is_confirmed_on_the_page_of_factors(signed_in, clock):
    """Trial, pages: improvement 5."""
    connect(signed_in, clock)
    signed_in.submit(signed_in.get(CODES))

    answer = connect(signed_in, clock)
    assert answer.location == "/account/security?added=totp"
    page = signed_in.get(answer.location).text
    assert re.search(r'role="status"[^>]*>.*?App connected', page, re.DOTALL)
    assert "Step" not in signed_in.get(APP).text
