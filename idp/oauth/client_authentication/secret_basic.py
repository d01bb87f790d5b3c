"""``client_secret_basic``: the secret comes in the Authorization header (RFC 6749 2.3.1)."""

import base64
import binascii
from datetime import datetime
from urllib.parse import unquote_plus

from idp.clients.registry import RegisteredClient
from idp.oauth.client_authentication.method import ClientAuthenticationMethod, Credentials
from idp.oauth.client_authentication.secrets import NOT_OF_CLIENT, SECRET_METHODS, is_secret_of
from idp.oauth.http import FormRequest
from idp.protocol.errors import InvalidClient, InvalidRequest


class SecretBasic(ClientAuthenticationMethod):
    """HTTP Basic authentication with identifier and secret."""

    NAME = "client_secret_basic"
    SERVES = SECRET_METHODS

    def recognizes(self, request: FormRequest) -> bool:
        return "Authorization" in request.headers

    def read(self, request: FormRequest) -> Credentials:
        credentials = _parse_basic(request.headers["Authorization"])
        if request.parameters.get("client_id") not in (None, credentials.client_id):
            raise InvalidRequest("The client_id in the form is not the one in the Authorization header.")
        return credentials

    def find_fault(self, credentials: Credentials, client: RegisteredClient | None, now: datetime) -> str | None:
        return None if is_secret_of(credentials, client, now) else NOT_OF_CLIENT


def _parse_basic(header: str) -> Credentials:
    """Identifier and secret are form-encoded within the Basic credentials."""
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
