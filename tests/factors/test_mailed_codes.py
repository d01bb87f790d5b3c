"""Codes by mail: a weak factor, taken only where the portal says so and nothing stronger is there."""

import pytest
from sqlalchemy import select

from idp.accounts.summaries import AccountSummary
from idp.factors.mailed_codes.models import MailedCode
from idp.factors.mailed_codes.sending import Bound, redeem_code
from idp.infrastructure.clock import current_time
from idp.infrastructure.secrets import MasterKey, SecretBox
from idp.sessions import SsoSession
from tests.factories.accounts import create_account
from tests.factories.copies import COPIES
from tests.factories.factors import CODE_FORM, create_app_of, finish, open_code_page, type_code
from tests.provisioning.crowd import all_at_once

PARALLEL = 6
RESEND_FORM = CODE_FORM + 1
POLICY = {"shop": {"second_factor": {"policy": "all", "mailed_code": True, "grace_days": 0}}}


@pytest.fixture
def app(make_app):
    return make_app(portals=POLICY)


def test_a_portal_that_demands_a_factor_takes_the_mailbox_for_one(client, database, person, mailbox):
    page = open_code_page(client, person.email)

    assert page.request.path.endswith("/factor/mailed-code")
    assert mailbox.only.recipient == person.email
    answer = type_code(client, page, f" {mailbox.only.code[:3]} {mailbox.only.code[3:]}")

    assert finish(client, answer).request.path == "/"
    assert database.one(select(SsoSession.amr)) == ["pwd", "mail", "mfa"]


def test_where_nothing_is_demanded_nobody_is_asked(make_app, person, mailbox):
    client = make_app(portals={"shop": {"second_factor": {"mailed_code": True}}}).test_client()

    assert open_code_page(client, person.email).request.path == "/"
    assert len(mailbox) == 0


def test_an_address_that_was_not_confirmed_is_no_factor(client, database, clock):
    person = create_account(database, email_verified_at=None)

    assert open_code_page(client, person.email).request.path.endswith("/enrol")


def test_the_code_is_stored_neither_plainly_nor_as_a_plain_digest(client, database, person, mailbox):
    open_code_page(client, person.email)

    row = database.one(select(MailedCode))
    assert mailbox.only.code not in row.code_hash
    assert len(row.code_hash) == 64


def test_whoever_reads_the_table_can_not_guess_the_code_without_the_key(app, client, database, person, mailbox):
    open_code_page(client, person.email)
    row, code = database.one(select(MailedCode)), mailbox.only.code
    bound = Bound(row.interaction_id, row.account_id)

    with app.app_context():
        assert not redeem_code(
            bound, code, SecretBox([MasterKey(b"the master key of somebody else..")]), current_time()
        )
        assert redeem_code(bound, code, app.secret_box, current_time())


def test_opening_the_page_again_sends_nothing(client, person, mailbox):
    page = open_code_page(client, person.email)

    client.get(page.request.path)

    assert len(mailbox) == 1


def test_only_the_newest_mail_counts(client, person, mailbox, clock):
    page = open_code_page(client, person.email)
    clock.shift(1)
    page = client.submit(page, form=RESEND_FORM, follow_redirects=True)
    first, second = mailbox.mails

    if first.code != second.code:
        assert type_code(client, page, first.code).status_code == 422
    assert type_code(client, page, second.code).status_code == 303


def test_a_code_holds_for_ten_minutes(client, person, mailbox, clock):
    page = open_code_page(client, person.email)
    clock.shift(10 * 60)

    assert type_code(client, page, mailbox.only.code).status_code == 422


def test_a_code_is_good_in_its_own_sign_in_only(app, client, person, mailbox, clock):
    open_code_page(client, person.email)
    code = mailbox.only.code
    clock.shift(1)
    other = app.test_client()
    page = open_code_page(other, person.email)

    if mailbox.mails[1].code != code:
        assert type_code(other, page, code).status_code == 422


def test_of_parallel_uses_one_succeeds(app, client, person, mailbox):
    page = open_code_page(client, person.email)
    code = mailbox.only.code
    cookies = [(cookie.key, cookie.value) for cookie in client._cookies.values()]

    def tab() -> int:
        copy = app.test_client()
        for name, value in cookies:
            copy.set_cookie(name, value, domain="id.example.test", secure=True)
        return type_code(copy, page, code).status_code

    statuses = all_at_once([tab] * PARALLEL)

    assert statuses.count(303) == 1


@pytest.mark.threat(56)
def test_mails_are_limited_over_all_sign_ins(app, person, mailbox):
    pages = [open_code_page(app.test_client(), person.email) for _ in range(6)]

    assert len(mailbox) == 5
    assert pages[-1].status_code == 429


@pytest.mark.threat(56)
def test_guesses_are_limited_over_all_sign_ins(make_app, person, mailbox):
    app = make_app(portals=POLICY, throttle={"account_attempts": 3})
    statuses = []
    for _ in range(2):
        browser = app.test_client()
        page = open_code_page(browser, person.email)
        statuses += [type_code(browser, page, "not it").status_code for _ in range(2)]

    assert statuses == [422, 422, 422, 429]


@pytest.mark.threat(58)
def test_whoever_has_an_app_is_never_offered_the_weaker_way(app, client, database, person, mailbox):
    create_app_of(database, app.secret_box, person)
    page = open_code_page(client, person.email)

    forced = client.get(page.request.path.replace("/totp", "/mailed-code"))

    assert "mailed-code" not in page.text
    assert forced.location.endswith("/factor")
    assert len(mailbox) == 0


@pytest.mark.threat(58)
def test_a_sign_in_that_waits_for_the_mail_can_not_enrol_an_app_instead(client, person):
    page = open_code_page(client, person.email)
    interaction = page.request.path.split("/")[2]

    answer = client.get(f"/account/security/totp?interaction_id={interaction}")

    assert answer.location == f"/signin/{interaction}/factor"


@pytest.mark.parametrize(
    ("email", "masked"), [("jonas.kraft@a.example", "j…t@a.example"), ("ab@a.example", "a…@a.example")]
)
def test_the_address_is_masked(email, masked):
    assert AccountSummary("", email).masked().email == masked


@pytest.mark.parametrize("page", ["mailed-code", "none-at-hand"])
def test_an_address_is_shown_in_full_to_those_who_typed_it_only(make_app, database, page):
    """Trial, pages: fault 11."""
    client = make_app(portals={"shop": POLICY["shop"] | {"user_names": True}}).test_client()
    account = create_account(database, email="jonas.kraft@a.example", username="jonas")
    told, untold = (open_code_page(client, name) for name in (account.email, "jonas"))

    assert told.text.count("jonas.kraft<wbr>@a.example") == 1
    path = untold.request.path.replace("mailed-code", page)
    assert "j…t" in client.get(path).text
    assert "jonas.kraft" not in client.get(path).text


@pytest.mark.parametrize("write", COPIES)
def test_however_it_was_copied_it_is_the_code(client, person, mailbox, write):
    """Trial row F8."""
    page = open_code_page(client, person.email)

    assert type_code(client, page, write(mailbox.only.code)).status_code == 303
