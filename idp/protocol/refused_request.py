"""An authorization request that ends with an error, and where that error may be sent."""

from dataclasses import dataclass

from idp.protocol.client import Client
from idp.protocol.errors import OAuthError
from idp.protocol.response_modes import ResponseChannel


@dataclass(frozen=True, slots=True)
class ReturnAddress:
    """The client of a request, its redirect URI, which is registered, and how an answer travels there.

    `pushed_as` is that of the request, where it was pushed: an error answers it as a code would.
    """

    client: Client
    redirect_uri: str
    channel: ResponseChannel
    pushed_as: str | None = None


class RequestRefused(Exception):
    """`error` goes to the client at `back`; where that is None the person is shown it (RFC 6749 §4.1.2.1).

    `client_id` and `redirect_uri` are what the request named, verified or not, for the readers of page and log.
    """

    def __init__(
        self,
        error: OAuthError,
        *,
        back: ReturnAddress | None = None,
        client_id: str | None = None,
        redirect_uri: str | None = None,
    ) -> None:
        super().__init__(str(error))
        self.error = error
        self.back = back
        self.client_id = back.client.client_id if back else client_id
        self.redirect_uri = back.redirect_uri if back else redirect_uri
