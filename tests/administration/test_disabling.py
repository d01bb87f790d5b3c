"""Disabling an account or a client: since when, however often it is asked for."""

import pytest
from sqlalchemy import select

from idp.accounts.models import Account
from idp.administration.accounts import disable_account, enable_account
from idp.clients.models import ClientRecord
from idp.clients.registrar import Registrar
from idp.clients.registration import disable_client, enable_client
from idp.infrastructure.clock import current_time
from idp.oauth.supported import SUPPORTED
from idp.sessions import SsoSession
from tests.factories.accounts import create_account
from tests.factories.actors import operator
from tests.factories.clients import create_client
from tests.factories.sessions import create_session


def test_an_account_stays_disabled_since_the_first_time(app, database, clock):
    """Trial guard: the first time of ``disabled_at``."""
    account, first_at = create_account(database), current_time()

    def run(change):
        with app.app_context(), database.transaction() as session:
            change(session, session.get_one(Account, account.id), operator())
        return database.one(select(Account.disabled_at))

    assert run(disable_account) == first_at
    clock.shift(60)
    assert run(disable_account) == first_at
    assert run(enable_account) is None
    assert run(disable_account) == current_time()


@pytest.mark.threat(63)
def test_a_session_that_began_since_ends_when_it_is_asked_for_again(app, database, clock):
    account = create_account(database, disabled_at=current_time())
    create_session(database, account)
    with app.app_context(), database.transaction() as session:
        disable_account(session, session.get_one(Account, account.id), operator())

    assert database.one(select(SsoSession.ended_at)) == current_time()


@pytest.fixture
def registrar(app):
    return Registrar(actor=operator(), portals=["shop"], supported=SUPPORTED, secret_box=app.secret_box)


def test_a_client_stays_disabled_since_the_first_time(app, database, clock, registrar):
    client, first_at = create_client(database), current_time()

    def run(change):
        with app.app_context(), database.transaction() as session:
            change(session, registrar, client.client_id)
        return database.one(select(ClientRecord.disabled_at))

    assert run(disable_client) == first_at
    clock.shift(60)
    assert run(disable_client) == first_at
    assert run(enable_client) is None
    assert run(disable_client) == current_time()
