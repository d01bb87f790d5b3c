"""Threat 45: many guesses at the same moment, before the first of them is counted."""

import pytest
from sqlalchemy import func, select

from idp.audit.models import AuditEvent
from tests.factories.accounts import PASSWORD, create_account
from tests.factories.sign_in_pages import PASSWORD_FORM, open_password_page
from tests.provisioning.crowd import all_at_once
from tests.provisioning.work import counted_work

pytestmark = pytest.mark.threat(45)
LIMIT = 5
PARALLEL = 50


def test_parallel_guesses_share_the_budget(make_app, database):
    app = make_app(throttle={"account_attempts": LIMIT, "address_attempts": 1000}, server={"threads": PARALLEL})
    person = create_account(database)
    browsers = [app.test_client() for _ in range(PARALLEL)]
    pages = [open_password_page(browser, person.email) for browser in browsers]

    def guess(number: int) -> int:
        values = {"password": f"guess-{number}"}
        return browsers[number].submit(pages[number], values, form=PASSWORD_FORM).status_code

    with counted_work(database.engine) as work:
        statuses = all_at_once([lambda number=number: guess(number) for number in range(PARALLEL)])

    assert sorted(set(statuses)) == [422, 429]
    assert statuses.count(422) == work.hashes == LIMIT
    failures = select(func.count()).select_from(AuditEvent).where(AuditEvent.action == "sign_in.failed")
    assert database.one(failures) == PARALLEL


def test_the_right_password_is_refused_while_locked_and_accepted_after(make_app, database, clock):
    app = make_app(throttle={"account_attempts": 3})
    person = create_account(database)
    client = app.test_client()
    page = open_password_page(client, person.email)
    for _ in range(3):
        client.submit(page, {"password": "wrong"}, form=PASSWORD_FORM)

    locked = client.submit(page, {"password": PASSWORD}, form=PASSWORD_FORM)
    clock.shift(15 * 60)
    free = client.submit(page, {"password": PASSWORD}, form=PASSWORD_FORM)

    assert (locked.status_code, locked.headers["Retry-After"], free.status_code) == (429, "900", 303)


def test_success_gives_its_attempt_back(make_app, database):
    """A company behind one address is not locked out by signing in."""
    app = make_app(throttle={"address_attempts": 3})
    people = [create_account(database) for _ in range(5)]

    for person in people:
        client = app.test_client()
        page = open_password_page(client, person.email)
        assert client.submit(page, {"password": PASSWORD}, form=PASSWORD_FORM).status_code == 303


def test_an_address_that_is_out_of_budget_can_not_lock_further_accounts(make_app, database):
    app = make_app(throttle={"address_attempts": 3, "account_attempts": 3})
    victim = create_account(database)
    attacker = app.test_client()
    for number in range(8):
        page = open_password_page(attacker, victim.email if number >= 3 else f"other{number}@example.test")
        attacker.submit(page, {"password": "wrong"}, form=PASSWORD_FORM)

    page = open_password_page(client := app.test_client(), victim.email)
    answer = client.submit(
        page, {"password": PASSWORD}, form=PASSWORD_FORM, environ_base={"REMOTE_ADDR": "198.51.100.9"}
    )

    assert answer.status_code == 303
