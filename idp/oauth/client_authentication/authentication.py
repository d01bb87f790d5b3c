"""Which client is calling, and whether it is."""

from datetime import datetime

from idp.clients.registry import RegisteredClient, find_registered_client
from idp.infrastructure.web.request_log import log_with_request
from idp.oauth.client_authentication.method import METHODS, ClientAuthenticationMethod, Credentials
from idp.oauth.client_certificates.reading import certificate_text
from idp.oauth.http import FormRequest, get_client_id
from idp.protocol.client import Client
from idp.protocol.errors import InvalidClient, InvalidRequest

# What is said of an unknown client, a disabled one, a missing and a wrong proof alike.
_REFUSAL = "The client could not be authenticated. Check {}."
_ENABLE = "`idp clients enable` lets the client in again"


def authenticate_client(request: FormRequest, now: datetime) -> Client:
    """The client that sent the request. Unknown, disabled and mistaken clients get the same answer for the same work.

    Raises InvalidClient, or InvalidRequest when two methods were used at once.
    """
    shown = _find_shown_method(request)
    credentials = shown.read(request) if shown else Credentials(get_client_id(request))
    client = find_registered_client(credentials.client_id)
    method = shown or _find_unshown_method(client)
    fault = method.find_fault(credentials if shown else method.read(request), client, now)
    if client is not None:
        log_with_request(client_id=credentials.client_id)
    reason, next_step = _find_reason(method, client, fault)
    if client is None or reason is not None:
        refusal = _REFUSAL.format(_what_to_check(method, request))
        raise InvalidClient(refusal, detail=reason or "", next_step=next_step, client_id=credentials.client_id)
    return client.metadata


def _what_to_check(method: ClientAuthenticationMethod, request: FormRequest) -> str:
    """What the client is told to look at: a matter of its request, as its registration is not to be told."""
    is_certificate = not method.IS_SHOWN and certificate_text(request.headers) is not None
    return "client_id and the certificate" if is_certificate else method.TO_CHECK


def _find_reason(
    method: ClientAuthenticationMethod, client: RegisteredClient | None, fault: str | None
) -> tuple[str | None, str]:
    """Why the client is not let in, and what to do about it, for the log; None for one that is."""
    if client is None:
        return "no client has this client_id", ""
    if not client.metadata.enabled:
        return "the client is disabled", _ENABLE
    registered = client.metadata.token_endpoint_auth_method
    if registered not in method.SERVES:
        next_step = f"set the application to {registered}, or register {method.NAME} with `idp clients edit`"
        return f"the client is registered for {registered} and used {method.NAME}", next_step
    return fault, method.NEXT_STEP


def _find_shown_method(request: FormRequest) -> ClientAuthenticationMethod | None:
    """The method that the request shows; None where it only names the client. Raises InvalidRequest."""
    used = [method for method in METHODS.values() if method.recognizes(request)]
    if len(used) > 1:
        raise InvalidRequest("The client used two ways of authentication at once; use one.")
    return used[0] if used else None


def _find_unshown_method(client: RegisteredClient | None) -> ClientAuthenticationMethod:
    """The registered one, of those that a form does not show; a client of another one has not authenticated."""
    registered = METHODS.get(client.metadata.token_endpoint_auth_method) if client is not None else None
    return registered if registered is not None and not registered.IS_SHOWN else METHODS["none"]
