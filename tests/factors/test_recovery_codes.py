"""Recovery codes: made once, each used once."""

import math
import re

import pytest
from sqlalchemy import select

from idp.audit.models import AuditEvent
from idp.factors.recovery_codes.codes import ALPHABET, CODES, code_hash, new_code
from idp.factors.recovery_codes.models import RecoveryCode
from idp.factors.recovery_codes.use import use_code
from idp.sessions import SsoSession
from tests.factories.accounts import create_account
from tests.factories.actors import person_actor
from tests.factories.copies import COPIES
from tests.factories.factors import (
    MULTI,
    create_app_of,
    create_recovery_codes,
    finish,
    open_code_page,
    type_code,
)
from tests.factories.sessions import sign_in
from tests.provisioning.crowd import all_at_once

PAGE = "/account/security/recovery-codes"
SHOWN = re.compile(r"<li><code>([a-z2-9-]+)</code></li>")
PARALLEL = 8


@pytest.fixture
def codes(database, person, phone) -> list[str]:
    return create_recovery_codes(database, person)


def code_page(client, person):
    page = open_code_page(client, person.email)
    return client.get(page.request.path.replace("/totp", "/recovery-code"))


def test_they_are_shown_once_and_stored_hashed(client, database, person, phone, mailbox):
    sign_in(client, database, person, **MULTI)

    shown = SHOWN.findall(client.submit(client.get(PAGE)).text)

    assert len(set(shown)) == CODES
    assert SHOWN.findall(client.get(PAGE).text) == []
    stored = [row.code_hash for row in database.rows(select(RecoveryCode))]
    assert len(stored) == CODES
    assert not set(stored) & {*shown, *(code.replace("-", "") for code in shown)}
    assert mailbox.only.message == "factor_added"


def test_looking_at_the_page_makes_none(client, database, person, phone):
    sign_in(client, database, person, **MULTI)

    assert client.get(PAGE).status_code == 200
    assert database.count(RecoveryCode) == 0


def test_they_have_no_sense_without_a_factor(client, database, person):
    sign_in(client, database, person)

    assert client.get(PAGE).location == "/account/security"


def test_a_code_has_at_least_fifty_bits_and_no_look_alikes():
    assert len(new_code().replace("-", "")) * math.log2(len(ALPHABET)) > 50
    assert not set("ilo01") & set(ALPHABET)


def test_a_code_stands_in_for_the_factor(client, database, person, codes, mailbox):
    answer = type_code(client, code_page(client, person), codes[0].upper().replace("-", " "))

    assert finish(client, answer).request.path == "/"
    assert database.one(select(SsoSession.amr)) == ["pwd", "otp", "mfa"]
    assert mailbox.only.message == "recovery_code_used"
    event = database.one(select(AuditEvent).where(AuditEvent.action == "recovery_code.used"))
    assert (event.subject, event.details["remaining"]) == (person.id, CODES - 1)


def test_the_mail_counts_what_is_left_of_the_person_s_own(app, database, person, phone, mailbox):
    codes = create_recovery_codes(database, person)
    create_recovery_codes(database, create_account(database))
    database.change(person, given_name="Ada", family_name="Lovelace")

    with app.app_context():
        for code in codes:
            assert use_code(person.id, code, person_actor(person.id))

    first, last = mailbox.mails[0], mailbox.mails[-1]
    assert "Ada Lovelace" in first.text
    assert "Noch 9 Codes übrig." in first.text
    assert "Noch 0 Codes übrig." in last.text


def test_what_is_stored_of_a_code_is_the_same_in_every_version():
    """Codes lie in drawers for years."""
    stored = "9b50f85351863b2169e68c65d371df41d323453fb2709f830167eeaf2dce0db4"

    assert code_hash("acc_1", "k7qm-3xwd-ha9t-vb2e") == code_hash("acc_1", " K7QM 3XWD HA9T VB2E") == stored


def test_codes_alone_are_no_reason_to_ask(client, database, person, clock):
    create_recovery_codes(database, person)

    assert open_code_page(client, person.email).request.path == "/"


def test_the_card_counts_what_is_left(client, database, person, codes):
    type_code(client, code_page(client, person), codes[0])
    sign_in(client, database, person, **MULTI)

    assert "9 Codes" in client.get("/account/security").text


@pytest.mark.threat(60)
def test_a_code_works_once(app, person, codes):
    first, second = app.test_client(), app.test_client()
    assert type_code(first, code_page(first, person), codes[0]).status_code == 303

    assert type_code(second, code_page(second, person), codes[0]).status_code == 422
    assert type_code(second, code_page(second, person), codes[1]).status_code == 303


@pytest.mark.threat(60)
def test_of_parallel_uses_one_succeeds(app, person, codes):
    browsers = [app.test_client() for _ in range(PARALLEL)]
    pages = [code_page(browser, person) for browser in browsers]

    statuses = all_at_once(
        [
            lambda browser=browser, page=page: type_code(browser, page, codes[0]).status_code
            for browser, page in zip(browsers, pages, strict=True)
        ]
    )

    assert sorted(statuses) == [303] + [422] * (PARALLEL - 1)


@pytest.mark.threat(60)
def test_a_new_set_voids_the_old_one(app, client, database, person, codes):
    sign_in(client, database, person, **MULTI)
    client.submit(client.get(PAGE))
    other = app.test_client()

    assert type_code(other, code_page(other, person), codes[0]).status_code == 422


@pytest.mark.threat(60)
def test_a_code_is_for_its_account_alone(app, client, database, person, codes):

    stranger = create_account(database)
    create_app_of(database, app.secret_box, stranger)
    create_recovery_codes(database, stranger)

    assert type_code(client, code_page(client, stranger), codes[0]).status_code == 422


@pytest.mark.threat(59)
def test_making_new_ones_asks_for_the_factor(client, database, person, codes):
    sign_in(client, database, person)

    assert client.get(PAGE).location.startswith("/signin?")


@pytest.mark.parametrize("write", [each for each in COPIES if each.id != "Arabic digits"])
def test_however_it_was_copied_it_is_the_code(app, client, database, person, phone, write):
    """Trial row F8."""
    code = create_recovery_codes(database, person)[0]
    page = client.get(open_code_page(client, person.email).request.path.replace("/totp", "/recovery-code"))

    assert type_code(client, page, write(code.upper().replace("-", ""))).status_code == 303
