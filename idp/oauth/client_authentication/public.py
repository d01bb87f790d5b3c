"""``none``: a client that can't keep a secret only names itself (RFC 6749 2.1)."""

from datetime import datetime

from idp.clients.registry import RegisteredClient
from idp.oauth.client_authentication.method import ClientAuthenticationMethod, Credentials
from idp.oauth.client_authentication.secrets import is_secret_of
from idp.oauth.http import FormRequest, get_client_id


class PublicClient(ClientAuthenticationMethod):
    """The identifier alone: what is left where the request uses no other method."""

    NAME = "none"
    SERVES = frozenset({"none"})
    IS_SHOWN = False

    def recognizes(self, request: FormRequest) -> bool:
        return False

    def read(self, request: FormRequest) -> Credentials:
        return Credentials(get_client_id(request))

    def find_fault(self, credentials: Credentials, client: RegisteredClient | None, now: datetime) -> str | None:
        is_secret_of(credentials, client, now)  # the work of a wrong secret, so that none is told from a wrong one
        return None if client is not None else "there is no such client"
