"""Storing an authorization that is in effect at once."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from idp.infrastructure.clock import current_time
from idp.oauth.authorizations import Authorization
from idp.oauth.authorizations.adding import OwnerGone, add_authorization
from idp.oauth.authorizations.models import AuthorizationRecord
from idp.oauth.tokens.refresh_tokens import RefreshToken, first_secret

pytestmark = pytest.mark.usefixtures("clock", "in_app")


@pytest.fixture
def in_app(app):
    with app.app_context():
        yield


@pytest.fixture
def authorization(rp):
    now = current_time()
    return Authorization(
        client_id=rp.client_id,
        account_id=None,
        subject=rp.client_id,
        scope=("reports",),
        created_at=now,
        expires_at=now + timedelta(hours=1),
    )


def test_it_keeps_its_refresh_token_and_when_that_dies_of_disuse(database, authorization):
    token, idle_at = RefreshToken(authorization.id, first_secret()), current_time() + timedelta(days=1)
    add_authorization(authorization, token, idle_at)

    row = database.one(select(AuthorizationRecord))
    assert (row.id, row.refresh_hash, row.refresh_expires_at) == (authorization.id, token.secret_hash, idle_at)
    assert (row.code_hash, row.revoked_at) == (None, None)


def test_without_a_refresh_token_there_is_none_to_redeem(database, authorization):
    add_authorization(authorization)

    row = database.one(select(AuthorizationRecord))
    assert (row.refresh_hash, row.refresh_expires_at, row.refresh_count) == (None, None, 0)


def test_it_is_undone_with_the_transaction_that_it_was_stored_in(database, authorization):
    with database.transaction() as session:
        add_authorization(authorization, session=session)
        session.rollback()

    assert database.count(AuthorizationRecord) == 0


def test_an_owner_that_is_gone_leaves_the_transaction_usable(database, authorization):
    gone = Authorization(
        client_id="app_gone",
        account_id=None,
        subject="app_gone",
        scope=(),
        created_at=authorization.created_at,
        expires_at=authorization.expires_at,
    )
    with database.transaction() as session:
        with pytest.raises(OwnerGone):
            add_authorization(gone, session=session)
        add_authorization(authorization, session=session)

    assert database.one(select(AuthorizationRecord.id)) == authorization.id
