"""What every endpoint about a token goes through."""

from collections.abc import Iterable, Mapping
from typing import Any

from authlib.oauth2.rfc6749 import TokenEndpoint as EngineEndpoint

from idp.oauth.http import FormRequest
from idp.protocol.client import Client
from idp.protocol.errors import InvalidClient, InvalidRequest


class TokenEndpoint(EngineEndpoint):  # type: ignore[misc]  # Authlib has no types
    """An endpoint that takes ``token`` from an authenticated client and answers in JSON.

    A subclass names itself (``introspection`` becomes ``introspection_endpoint`` in discovery) and its path, says who
    may call it, and writes :meth:`answer`; route and discovery follow from that. ``token_type_hint`` is not needed: our
    tokens show what they are.
    """

    ENDPOINT_NAME: str
    PATH: str
    # Whether clients without a secret may call it, and with them pages in a browser.
    IS_FOR_PUBLIC_CLIENTS: bool = False

    def create_endpoint_request(self, request: FormRequest) -> FormRequest:
        return request

    def create_endpoint_response(
        self, request: FormRequest
    ) -> tuple[int, Mapping[str, Any], Iterable[tuple[str, str]]]:
        client = self.server.authenticate_client(request, ())
        if client.is_public and not self.IS_FOR_PUBLIC_CLIENTS:
            raise InvalidClient("This endpoint needs a client that authenticates with a secret.")
        token = request.parameters.get("token")
        if token is None:
            raise InvalidRequest("The parameter token is missing.")
        return 200, self.answer(token, client), ()

    def answer(self, token: str, client: Client) -> Mapping[str, Any]:
        """The members of the JSON answer. Raises OAuthError."""
        raise NotImplementedError
