"""Which client is calling, and whether it is (RFC 6749 2.3)."""

import base64
import binascii
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import unquote_plus

from idp.clients.registry import check_no_secret, find_registered_client
from idp.infrastructure.web.request_log import log_with_request
from idp.oauth.http import FormRequest
from idp.protocol.client import Client
from idp.protocol.errors import InvalidClient, InvalidRequest

CLIENT_AUTHENTICATION_METHODS = ("client_secret_basic", "client_secret_post", "none")

# What is said of an unknown client, a disabled one, a missing and a wrong secret alike.
_REFUSAL = "The client could not be authenticated. Check client_id and client_secret."


@dataclass(frozen=True, slots=True)
class Credentials:
    """What the request says about its client; ``secret`` is None where none was sent."""

    client_id: str
    secret: str | None


def authenticate_client(request: FormRequest, now: datetime) -> Client:
    """The client that sent the request.

    A client with a secret may send it in the header or in the form, whichever of the two it registered: both prove the
    same, and many libraries know only one. Unknown, disabled and mistaken clients get the same answer for the same
    work.

    Raises InvalidClient, or InvalidRequest when two methods were used at once.
    """
    credentials = _read_credentials(request)
    client = find_registered_client(credentials.client_id)
    if client is None:
        check_no_secret(credentials.secret or "")
        raise InvalidClient(_REFUSAL, detail=f"unknown client {credentials.client_id!r}")
    log_with_request(client_id=credentials.client_id)
    proven = client.has_secret(credentials.secret or "", now)
    if not client.metadata.enabled:
        raise InvalidClient(_REFUSAL, detail=f"disabled client {credentials.client_id}")
    if client.metadata.is_public and credentials.secret is None:
        return client.metadata
    if client.metadata.is_public or not proven:
        raise InvalidClient(_REFUSAL, detail=f"wrong or missing secret of {credentials.client_id}")
    return client.metadata


def _read_credentials(request: FormRequest) -> Credentials:
    client_id = request.form.get("client_id")
    secret = request.form.get("client_secret")
    header = request.headers.get("Authorization")
    if header is None:
        if client_id is None:
            raise InvalidClient("The client_id is missing.")
        return Credentials(client_id, secret)
    if secret is not None:
        raise InvalidRequest("The client used two ways of authentication at once; use one.")
    basic = _parse_basic(header)
    if client_id not in (None, basic.client_id):
        raise InvalidRequest("The client_id in the form is not the one in the Authorization header.")
    return basic


def _parse_basic(header: str) -> Credentials:
    """Identifier and secret are form-encoded within the Basic credentials (RFC 6749 2.3.1)."""
    scheme, _, encoded = header.partition(" ")
    if scheme.lower() != "basic":
        raise InvalidClient("The Authorization header must use Basic here.")
    try:
        user, separator, password = base64.b64decode(encoded.strip(), validate=True).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError, ValueError) as error:
        raise InvalidClient("The Authorization header is not valid Basic authentication.") from error
    if not separator or not user:
        raise InvalidClient("The Authorization header is not valid Basic authentication.")
    return Credentials(unquote_plus(user), unquote_plus(password))
