"""A password that was right: what became of the account while it was hashed still counts."""

from datetime import timedelta

import pytest

from idp.infrastructure.clock import now
from idp.interactions.models import Interaction
from idp.signin.completion import begin_sign_in
from idp.signin.credentials import Accepted
from tests.factories.accounts import create_account, hash_password


@pytest.fixture
def person(database, clock):
    return create_account(database)


@pytest.fixture
def begin(database, person):
    """Begin with the password that was right before ``change``; whether it counted, and whose sign-in is pending."""

    def act(**change):
        interaction = Interaction(browser_hash="x", portal="shop", expires_at=now() + timedelta(hours=1))
        database.save(interaction)
        accepted = Accepted(person.id, person.password_hash, now())
        if change:
            database.change(person, **change)
        with database.transaction() as session:
            row = session.get_one(Interaction, interaction.id)
            return begin_sign_in(session, row, accepted, now()), row.pending_account_id

    return act


def test_the_sign_in_is_pending(begin, person):
    assert begin() == (True, person.id)


def test_an_account_that_was_disabled_meanwhile_stays_closed(begin):
    assert begin(disabled_at=now()) == (False, None)


def test_a_password_that_was_replaced_meanwhile_opens_nothing(begin):
    assert begin(password_hash=hash_password("another-Password-2")) == (False, None)
