"""``client_secret_post``: the secret comes in the form (RFC 6749 2.3.1)."""

from datetime import datetime

from idp.clients.registry import RegisteredClient
from idp.oauth.client_authentication.method import ClientAuthenticationMethod, Credentials
from idp.oauth.client_authentication.secrets import NOT_OF_CLIENT, SECRET_METHODS, is_secret_of
from idp.oauth.http import FormRequest, get_client_id


class SecretPost(ClientAuthenticationMethod):
    """Identifier and secret as parameters of the form."""

    NAME = "client_secret_post"
    SERVES = SECRET_METHODS

    def recognizes(self, request: FormRequest) -> bool:
        return "client_secret" in request.parameters

    def read(self, request: FormRequest) -> Credentials:
        return Credentials(get_client_id(request), request.parameters["client_secret"])

    def find_fault(self, credentials: Credentials, client: RegisteredClient | None, now: datetime) -> str | None:
        return None if is_secret_of(credentials, client, now) else NOT_OF_CLIENT
