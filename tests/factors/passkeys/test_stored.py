"""What is looked up of passkeys: those of an account, the newest first, or the one of a credential."""

from datetime import timedelta

import pytest

from idp.factors.passkeys.models import Passkey
from idp.factors.passkeys.stored import find_passkey, passkeys_of
from idp.infrastructure.clock import current_time
from tests.factories.accounts import create_account


@pytest.fixture
def account(app, database, clock):
    with app.app_context():
        yield create_account(database)


@pytest.fixture
def create(database, account):
    def create(credential, of=account, **values):
        given = {"account_id": of.id, "credential_id": credential, "public_key": b"key", "name": f"{credential} key"}
        database.save(Passkey(**given | values))

    return create


def test_those_of_an_account_are_its_own_and_the_newest_comes_first(database, account, create):
    create("older", created_at=current_time() - timedelta(days=1))
    create("newer")
    create("of another", of=create_account(database))

    assert [each.credential_id for each in passkeys_of(account.id)] == ["newer", "older"]


def test_one_is_found_by_its_credential(account, create):
    create("one", transports=["usb", "nfc"], is_backed_up=True)
    create("two")

    found = find_passkey("one")
    assert (found.account_id, found.name, found.public_key) == (account.id, "one key", b"key")
    assert (found.transports, found.is_backed_up, found.suspicious_at) == (("usb", "nfc"), True, None)
    assert found == passkeys_of(account.id)[[each.credential_id for each in passkeys_of(account.id)].index("one")]
    assert find_passkey("three") is None


def test_one_whose_authenticator_told_no_transports_has_none(create):
    create("one")

    assert find_passkey("one").transports == ()
