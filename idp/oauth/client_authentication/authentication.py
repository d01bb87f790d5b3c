"""Which client is calling, and whether it is."""

from datetime import datetime

from idp.clients.registry import find_registered_client
from idp.infrastructure.web.request_log import log_with_request
from idp.oauth.client_authentication.method import METHODS, ClientAuthenticationMethod
from idp.oauth.http import FormRequest
from idp.protocol.client import Client
from idp.protocol.errors import InvalidClient, InvalidRequest

# What is said of an unknown client, a disabled one, a missing and a wrong proof alike.
_REFUSAL = "The client could not be authenticated. Check client_id and client_secret."
_ENABLE = "`idp clients enable` lets the client in again"


def authenticate_client(request: FormRequest, now: datetime) -> Client:
    """The client that sent the request. Unknown, disabled and mistaken clients get the same answer for the same work.

    Raises InvalidClient, or InvalidRequest when two methods were used at once.
    """
    method = _find_method(request)
    credentials = method.read(request)
    client = find_registered_client(credentials.client_id)
    is_proven = method.is_proven(credentials, client, now)
    if client is None:
        raise InvalidClient(_REFUSAL, detail="no client has this client_id")
    log_with_request(client_id=credentials.client_id)
    if not client.metadata.enabled:
        raise InvalidClient(_REFUSAL, detail="the client is disabled", next_step=_ENABLE)
    registered = client.metadata.token_endpoint_auth_method
    if registered not in method.SERVES:
        raise InvalidClient(_REFUSAL, detail=f"the client is registered for {registered} and used {method.NAME}")
    if not is_proven:
        raise InvalidClient(_REFUSAL, detail=f"the proof of {method.NAME} is not the client's, or no longer")
    return client.metadata


def _find_method(request: FormRequest) -> ClientAuthenticationMethod:
    used = [method for method in METHODS.values() if method.recognizes(request)]
    if len(used) > 1:
        raise InvalidRequest("The client used two ways of authentication at once; use one.")
    if not used and "client_assertion" in request.parameters:
        raise InvalidClient(
            "Client authentication by client_assertion is not supported here.",
            detail="the application is set to private_key_jwt or client_secret_jwt",
            next_step="set the application to client_secret_basic or client_secret_post",
        )
    return used[0] if used else METHODS["none"]
