"""Token revocation (RFC 7009)."""

from collections.abc import Mapping
from typing import Any

from idp.infrastructure.clock import current_time
from idp.infrastructure.web.application import current_secret_box
from idp.oauth.authorizations.presented import find_presented
from idp.oauth.authorizations.revocation import revoke_authorization
from idp.oauth.authorizations.unstored import is_unstored
from idp.oauth.endpoints.endpoint import ClientEndpoint
from idp.oauth.http import FormRequest, get_token
from idp.oauth.refusal_log import log_refusal
from idp.oauth.tokens.access_tokens import verify_access_token
from idp.oauth.tokens.refresh_tokens import RefreshToken, parse_refresh_token
from idp.protocol.client import Client
from idp.protocol.errors import InvalidToken, UnsupportedTokenType


class RevocationEndpoint(ClientEndpoint):
    """Ends the authorization a token came from, when it is the caller's own.

    A refresh token that was replaced does it as well: its client may have lost the answer, and has no other. A token
    that is foreign, unknown or dead already is answered like a success (2.2): its client can do nothing more about it,
    and the answer tells nothing. One that nothing is stored of can't be revoked, which is said (2.2.1). The answer is
    an empty JSON object, which some libraries parse.
    """

    NAME = "revocation"
    PATH = "/revoke"
    IS_FOR_PUBLIC_CLIENTS = True

    def respond_to(self, client: Client, form: FormRequest) -> Mapping[str, Any]:
        token = get_token(form)
        refresh_token = parse_refresh_token(token)
        authorization_id = _of_refresh(refresh_token, client) if refresh_token else _of_access(token, client)
        if authorization_id is not None:
            revoke_authorization(authorization_id, current_time())
        else:
            unknown = InvalidToken(detail="the token is none of this client's, or has expired; nothing was revoked")
            log_refusal(self.NAME, unknown, client.client_id, form.parameters)
        return {}


def _of_refresh(token: RefreshToken, client: Client) -> str | None:
    is_own = find_presented(token, client.client_id, current_secret_box()) is not None
    return token.authorization_id if is_own else None


def _of_access(token: str, client: Client) -> str | None:
    try:
        access_token = verify_access_token(token, current_time())
    except InvalidToken:
        return None
    if access_token.client_id != client.client_id:
        return None
    if is_unstored(access_token.authorization_id) or access_token.actor is not None:
        raise UnsupportedTokenType("Nothing is stored of this access token; it can't be revoked, and expires.")
    return access_token.authorization_id
