"""A stored authorization request, as an interaction or a client has one, held against its client as it is now.

The request was checked when it came; here stands all that must still hold at every later step.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from idp.clients.registry import find_client
from idp.interactions.models import Interaction
from idp.protocol.authorization_request import AuthorizationRequest, identify, identify_client, recheck
from idp.protocol.client import Client
from idp.protocol.errors import OAuthError, TemporarilyUnavailable
from idp.protocol.refused_request import RequestRefused, ReturnAddress
from idp.protocol.stored_request import UnreadableRequest, asking_device, from_json, pushed_as, return_address


@dataclass(frozen=True, slots=True)
class ClientRequest:
    """A request that its client may still make."""

    request: AuthorizationRequest
    client: Client


def client_request_of(interaction: Interaction) -> ClientRequest | None:
    """The request of an interaction; None for one that leads to a page of ours. Raises as :func:`recheck_stored`."""
    if interaction.client_id is None:
        return None
    return recheck_stored(interaction.client_id, interaction.request)


def recheck_stored(client_id: str, stored: Mapping[str, Any] | None) -> ClientRequest:
    """The request that was stored for a client.

    Raises RequestRefused where the client is gone or disabled, its redirect URI, response type, grant or scopes are no
    longer registered, or another version has stored the request.
    """
    if asking_device(stored) is not None:
        return _recheck_of_device(client_id, stored)
    redirect_uri, channel = return_address(stored)
    named = {"client_id": client_id, "redirect_uri": redirect_uri or ""}
    try:
        client, redirect_uri = identify(named, find_client)
    except OAuthError as error:
        raise RequestRefused(error, client_id=client_id, redirect_uri=redirect_uri) from error
    try:
        return ClientRequest(recheck(_read(stored), client), client)
    except OAuthError as error:
        back = ReturnAddress(client, redirect_uri, channel, pushed_as(stored))
        raise RequestRefused(error, back=back) from error


def _recheck_of_device(client_id: str, stored: Mapping[str, Any] | None) -> ClientRequest:
    """The same of a device, which has no redirect URI: its person is shown the error. Raises RequestRefused."""
    try:
        client = identify_client({"client_id": client_id}, find_client)
        return ClientRequest(recheck(_read(stored), client), client)
    except OAuthError as error:
        raise RequestRefused(error, client_id=client_id) from error


def _read(stored: Mapping[str, Any] | None) -> AuthorizationRequest:
    """Raises TemporarilyUnavailable for a request from before an upgrade: the application's next attempt succeeds."""
    try:
        return from_json(stored)
    except UnreadableRequest as error:
        raise TemporarilyUnavailable(
            "This server was upgraded during the sign-in; please start it again.", detail=f"stored request: {error}"
        ) from error
