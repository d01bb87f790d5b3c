"""Whether an access token still holds: what stands behind it, looked up at each use."""

from idp.clients.registry import find_client
from idp.oauth.authorizations.bearer import Bearer, explain_end, find_bearer, find_owner
from idp.oauth.authorizations.unstored import is_unstored
from idp.oauth.tokens.access_tokens import AccessToken
from idp.protocol.client import Client
from idp.protocol.errors import InvalidToken
from idp.protocol.token_exchange import GRANT_TYPE


def get_bearer(token: AccessToken) -> tuple[Bearer, Client]:
    """The bearer of a token that was verified, and the client that it was issued to. Raises InvalidToken."""
    client = find_client(token.client_id)
    authorized = client if token.actor is None else _find_authorized(token, client)
    bearer = find_bearer(token.authorization_id, authorized, token.organization_id) if authorized else None
    if client is None or bearer is None:
        raise InvalidToken(
            "The access token was revoked, or the person has to sign in again.",
            detail=explain_end(token.authorization_id),
            client_id=token.client_id,
        )
    return bearer, client


def _find_authorized(token: AccessToken, client: Client | None) -> Client | None:
    """The client of the authorization that a token was exchanged for, as long as ``client``, which has exchanged it,
    may do that."""
    if client is None or not client.enabled or GRANT_TYPE not in client.grant_types:
        return None
    is_of_client = is_unstored(token.authorization_id)
    return find_client(token.subject if is_of_client else find_owner(token.authorization_id))
