"""The authorization request that an interaction is for, held against its client as it is registered now.

The request was checked when it came; here stands all that must still hold at every later step.
"""

from dataclasses import dataclass

from idp.clients.registry import find_client
from idp.interactions.models import Interaction
from idp.protocol.authorization_request import AuthorizationRequest, identify, recheck
from idp.protocol.client import Client
from idp.protocol.errors import OAuthError, TemporarilyUnavailable
from idp.protocol.refused_request import RequestRefused, ReturnAddress
from idp.protocol.stored_request import UnreadableRequest, from_json, return_address


@dataclass(frozen=True, slots=True)
class ClientRequest:
    """A request that its client may still make."""

    request: AuthorizationRequest
    client: Client


def client_request_of(interaction: Interaction) -> ClientRequest | None:
    """The request of an interaction; None for one that leads to a page of ours.

    Raises RequestRefused where the client is gone or disabled, its redirect URI, response type, grant or scopes are no
    longer registered, or another version has stored the request.
    """
    if interaction.client_id is None:
        return None
    redirect_uri, channel = return_address(interaction.request)
    named = {"client_id": interaction.client_id, "redirect_uri": redirect_uri or ""}
    try:
        client, redirect_uri = identify(named, find_client)
    except OAuthError as error:
        raise RequestRefused(error, client_id=interaction.client_id, redirect_uri=redirect_uri) from error
    try:
        return ClientRequest(recheck(_read(interaction), client), client)
    except OAuthError as error:
        raise RequestRefused(error, back=ReturnAddress(client, redirect_uri, channel)) from error


def _read(interaction: Interaction) -> AuthorizationRequest:
    """Raises TemporarilyUnavailable for a request from before an upgrade: the application's next attempt succeeds."""
    try:
        return from_json(interaction.request)
    except UnreadableRequest as error:
        raise TemporarilyUnavailable(
            "This server was upgraded during the sign-in; please start it again.", detail=f"stored request: {error}"
        ) from error
