"""Authlib's authorization server, behind our names.

It dispatches grants. Storage, clients and answers are ours: rows are only ever redeemed by single atomic statements
(``oauth.authorizations``), where the engine's own order, saving tokens before the code is gone, would let two parallel
requests redeem one code.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from authlib.oauth2.rfc6749 import AuthorizationServer
from authlib.oauth2.rfc6749.errors import UnsupportedGrantTypeError
from flask import current_app

from idp.infrastructure.clock import current_time
from idp.infrastructure.web.application import Application
from idp.oauth.client_authentication import authenticate_client
from idp.oauth.grants import GRANTS, Grant
from idp.oauth.http import FormRequest
from idp.protocol.client import Client
from idp.protocol.errors import InvalidRequest, UnsupportedGrantType

_EXTENSION = "idp.engine"


class Engine(AuthorizationServer):  # type: ignore[misc]  # Authlib has no types
    """Dispatches token requests to ``GRANTS``."""

    def __init__(self) -> None:
        super().__init__()
        for grant in GRANTS.values():
            self.register_grant(grant)

    def authenticate_client(self, request: FormRequest, methods: Iterable[str], endpoint: str = "token") -> Client:
        """The engine's loop over methods tells unknown clients from wrong secrets; ours does not."""
        return authenticate_client(request, current_time())

    def exchange(self, request: FormRequest) -> Mapping[str, Any]:
        """The members of the token endpoint's answer. Raises OAuthError."""
        if "grant_type" not in request.parameters:
            raise InvalidRequest("The parameter grant_type is missing.")
        try:
            grant: Grant = self.get_token_grant(request)
        except UnsupportedGrantTypeError as error:
            raise UnsupportedGrantType("This grant_type is not supported.") from error
        grant.validate_token_request()
        return grant.exchange()


def init_engine(app: Application) -> None:
    """Give the application its engine."""
    app.extensions[_EXTENSION] = Engine()


def current_engine() -> Engine:
    """The engine of the application that answers this request."""
    engine: Engine = current_app.extensions[_EXTENSION]
    return engine
