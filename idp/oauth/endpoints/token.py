"""The token endpoint (RFC 6749 3.2)."""

from collections.abc import Mapping
from typing import Any

from idp.infrastructure.web.machine_requests import MachineRequest
from idp.oauth.endpoints.endpoint import ClientEndpoint
from idp.oauth.engine import current_engine
from idp.oauth.http import read_form
from idp.protocol.errors import AuthorizationPending, OAuthError


class TokenEndpoint(ClientEndpoint):
    """Hands the request to its grant, which authenticates the client with the phases that all grants share."""

    NAME = "token"
    PATH = "/token"
    IS_FOR_PUBLIC_CLIENTS = True

    def respond(self, request: MachineRequest) -> Mapping[str, Any]:
        return current_engine().exchange(read_form(request))

    def log_refusal(self, request: MachineRequest, error: OAuthError) -> None:
        """A device that waits for its person leaves no line for each of its questions (RFC 8628 3.5)."""
        if not isinstance(error, AuthorizationPending):
            super().log_refusal(request, error)
