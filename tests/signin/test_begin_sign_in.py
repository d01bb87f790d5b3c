"""A password that was right: what becomes of the account before the sign-in is complete still counts."""

from datetime import timedelta

import pytest

from idp.infrastructure.clock import current_time
from idp.interactions.models import Interaction
from idp.sessions import SsoSession
from idp.signin.completion import begin_sign_in
from idp.signin.credentials import Accepted
from tests.factories.accounts import create_account, hash_password
from tests.factories.factors import create_app_of, finish, open_code_page, type_code


@pytest.fixture
def person(database, clock):
    return create_account(database)


@pytest.fixture
def begin(database, person):
    """Begin with the password that was right before ``change``; whether it counted, and whose sign-in is pending."""

    def act(**change):
        interaction = Interaction(browser_hash="x", portal="shop", expires_at=current_time() + timedelta(hours=1))
        database.save(interaction)
        accepted = Accepted(person.id, person.password_hash, current_time())
        if change:
            database.change(person, **change)
        with database.transaction() as session:
            row = session.get_one(Interaction, interaction.id)
            return begin_sign_in(session, row, accepted, current_time()), row.pending_account_id

    return act


def test_the_sign_in_is_pending(begin, person):
    assert begin() == (True, person.id)


def test_an_account_that_was_disabled_meanwhile_stays_closed(begin):
    assert begin(disabled_at=current_time()) == (False, None)


def test_a_password_that_was_replaced_meanwhile_opens_nothing(begin):
    assert begin(password_hash=hash_password("another-Password-2")) == (False, None)


@pytest.mark.parametrize("column", ["disabled_at", "password_changed_at"])
def test_an_account_that_changes_before_the_second_factor_stays_closed(app, client, database, person, clock, column):
    phone = create_app_of(database, app.secret_box, person)
    page = open_code_page(client, person.email)
    clock.shift(1)
    database.change(person, **{column: current_time()})
    page = finish(client, type_code(client, page, phone.code()))

    assert page.request.path.startswith("/signin/int_")
    assert database.count(SsoSession) == 0


@pytest.mark.threat(35)
def test_what_was_checked_before_an_account_was_disabled_counts_no_more_once_it_is_enabled(
    app, client, database, person, clock
):
    """Trial guard ``forget_pending``."""
    phone = create_app_of(database, app.secret_box, person)
    page = open_code_page(client, person.email)
    database.change(person, disabled_at=current_time())
    type_code(client, page, phone.code())
    database.change(person, disabled_at=None)

    answer = client.get(page.request.path.replace("/factor/totp", "/complete"))

    assert answer.status_code == 400
    assert database.count(SsoSession) == 0
