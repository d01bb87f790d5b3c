"""Authorizations, without the way through a browser."""

from datetime import timedelta
from typing import Any

from idp.infrastructure.clock import current_time
from idp.oauth.authorizations import Authorization
from idp.oauth.authorizations.columns import FIELDS
from idp.oauth.authorizations.models import AuthorizationRecord
from idp.oauth.tokens.refresh_tokens import RefreshToken, first_secret
from tests.factories.clients import CreatedClient
from tests.provisioning.databases import Database


def create_authorization(database: Database, client: CreatedClient, **values: Any) -> Authorization:
    """One that is in effect for thirty days; of no account, so that ``client`` acts for itself."""
    given = {
        "client_id": client.client_id,
        "account_id": None,
        "subject": client.client_id,
        "scope": ("reports",),
        "created_at": current_time(),
        "expires_at": current_time() + timedelta(days=30),
    }
    authorization = Authorization(**given | values)
    database.save(AuthorizationRecord(**{name: getattr(authorization, name) for name in FIELDS}))
    return authorization


def give_refresh_token(database: Database, authorization: Authorization) -> RefreshToken:
    """A refresh token that lives as long as its authorization."""
    token = RefreshToken(authorization.id, first_secret())
    with database.transaction() as session:
        record = session.get_one(AuthorizationRecord, authorization.id)
        record.refresh_hash = token.secret_hash
        record.refresh_expires_at = authorization.expires_at
    return token
