"""Between a right password and the sign-in that begins with it the account may change: then it counts no more."""

import pytest

from idp.accounts.models import Account
from idp.infrastructure.clock import current_time
from idp.interactions import Interaction
from idp.signin.completion import begin_sign_in
from idp.signin.credentials import Accepted
from tests.factories.accounts import create_account, hash_password


@pytest.mark.parametrize(
    ("change", "counts"),
    [
        ({}, True),
        ({"disabled_at": current_time()}, False),
        ({"password_hash": hash_password("another-Password-1")}, False),
    ],
    ids=["nothing", "disabled", "another password"],
)
def test_it_counts_while_it_is_the_password_of_an_enabled_account(database, clock, change, counts):
    person = create_account(database)
    accepted = Accepted(person.id, person.password_hash, current_time())
    database.change(person, **change)
    interaction = Interaction(browser_hash="b", portal="shop", expires_at=current_time())

    with database.transaction() as session:
        assert begin_sign_in(session, interaction, accepted, current_time()) == counts

    assert interaction.pending_account_id == (person.id if counts else None)


def test_it_counts_for_nobody_once_the_account_is_gone(database, clock):
    person = create_account(database)
    accepted = Accepted(person.id, person.password_hash, current_time())
    with database.transaction() as session:
        session.delete(session.get_one(Account, person.id))

    with database.transaction() as session:
        assert not begin_sign_in(session, Interaction(), accepted, current_time())
