"""What the tests of commands find in the database."""

from datetime import UTC, datetime

import pytest

from idp.accounts.models import Account
from idp.clients.models import ClientRecord
from idp.infrastructure.clock import current_time
from idp.oauth.authorizations.models import AuthorizationRecord
from idp.sessions.models import SsoSession
from tests.factories.accounts import create_account
from tests.provisioning.databases import Database

LATER = datetime(2126, 1, 1, tzinfo=UTC)


@pytest.fixture
def signed_in_person(database: Database) -> Account:
    """Somebody with a session and tokens."""
    account = create_account(database)
    client = ClientRecord(client_name="Shop", portal="shop", stored_metadata={})
    session = SsoSession(
        account_id=account.id,
        token_hash="0" * 64,
        authenticated_at=current_time(),
        amr=["pwd"],
        acr="1",
        expires_at=LATER,
    )
    database.save(client)
    database.save(session)
    database.save(
        AuthorizationRecord(
            client_id=client.client_id,
            account_id=account.id,
            subject=account.id,
            session_id=session.id,
            scope=("openid",),
            authenticated_at=current_time(),
            amr=("pwd",),
            acr="1",
            expires_at=LATER,
            redirect_uri="https://shop.example/callback",
        )
    )
    return account
