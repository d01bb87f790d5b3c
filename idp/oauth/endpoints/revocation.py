"""Token revocation (RFC 7009)."""

from collections.abc import Mapping
from typing import Any

from idp.infrastructure.clock import now
from idp.infrastructure.web.application import current_settings
from idp.oauth.authorizations.refresh import find_refreshable
from idp.oauth.authorizations.revocation import revoke_authorization
from idp.oauth.endpoints.endpoint import ClientEndpoint
from idp.oauth.http import FormRequest, get_token
from idp.oauth.signing_keys import current_keyring
from idp.oauth.tokens.access_tokens import verify_access_token
from idp.oauth.tokens.refresh_tokens import parse_refresh_token
from idp.protocol.client import Client
from idp.protocol.errors import InvalidToken


class RevocationEndpoint(ClientEndpoint):
    """Ends the authorization a token came from, when it is the caller's own.

    A token that is foreign, unknown or dead already is answered like a success (2.2): its client can do nothing more
    about it, and the answer tells nothing. The answer is an empty JSON object, which some libraries parse.
    """

    NAME = "revocation"
    PATH = "/revoke"
    IS_FOR_PUBLIC_CLIENTS = True

    def respond_to(self, client: Client, form: FormRequest) -> Mapping[str, Any]:
        token = get_token(form)
        authorization_id = _authorization_of(token)
        if authorization_id is not None and _is_own(authorization_id, token, client):
            revoke_authorization(authorization_id, now())
        return {}


def _authorization_of(token: str) -> str | None:
    if refresh_token := parse_refresh_token(token):
        return refresh_token.authorization_id
    try:
        return verify_access_token(token, current_keyring(), current_settings().issuer, now()).authorization_id
    except InvalidToken:
        return None


def _is_own(authorization_id: str, token: str, client: Client) -> bool:
    found = find_refreshable(authorization_id)
    if found is None or found.authorization.client_id != client.client_id:
        return False
    refresh_token = parse_refresh_token(token)
    return refresh_token is None or refresh_token.secret_hash == found.secret_hash
