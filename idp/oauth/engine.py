"""Authlib's authorization server, behind our names.

It dispatches grants and endpoints. Storage, clients and answers are ours: rows are only ever redeemed by single atomic
statements (``oauth.authorizations``), where the engine's own order, saving tokens before the code is gone, would let
two parallel requests redeem one code.
"""

from collections.abc import Iterable, Mapping
from typing import Any, cast

import structlog
from authlib.oauth2.rfc6749 import AuthorizationServer
from authlib.oauth2.rfc6749.errors import UnsupportedGrantTypeError
from flask import Response, current_app

from idp.infrastructure.clock import now
from idp.infrastructure.web.application import Application
from idp.oauth.client_authentication import authenticate_client
from idp.oauth.endpoints import ENDPOINTS
from idp.oauth.grants import GRANTS
from idp.oauth.http import FormRequest, form_request, json_answer, json_error
from idp.protocol.client import Client
from idp.protocol.errors import InvalidRequest, OAuthError, UnsupportedGrantType

_EXTENSION = "idp.engine"
_log = structlog.get_logger(__name__)


class Engine(AuthorizationServer):  # type: ignore[misc]  # Authlib has no types
    """Dispatches token requests to ``GRANTS`` and requests about tokens to ``ENDPOINTS``."""

    def __init__(self) -> None:
        super().__init__()
        for grant in GRANTS:
            self.register_grant(grant)
        for endpoint in ENDPOINTS:
            self.register_endpoint(endpoint)

    def authenticate_client(self, request: FormRequest, methods: Iterable[str], endpoint: str = "token") -> Client:
        """The engine's loop over methods tells unknown clients from wrong secrets; ours does not."""
        return authenticate_client(request, now())

    def create_oauth2_request(self, request: FormRequest) -> FormRequest:
        return request

    def send_signal(self, name: str, *args: Any, **kwargs: Any) -> None:
        """The engine's signals have no listeners here."""

    def handle_response(self, status: int, body: Mapping[str, Any], headers: Iterable[tuple[str, str]]) -> Response:
        return json_answer(body, status)

    def answer_token_request(self) -> Response:
        """Answer POST /token."""
        try:
            return self._answer_token_request(form_request())
        except OAuthError as error:
            return _refuse("token", error)

    def answer_endpoint(self, name: str) -> Response:
        """Answer a POST about a token: ``introspection`` or ``revocation``."""
        try:
            return cast(Response, self.create_endpoint_response(name, form_request()))
        except OAuthError as error:
            return _refuse(name, error)

    def _answer_token_request(self, request: FormRequest) -> Response:
        if "grant_type" not in request.parameters:
            raise InvalidRequest("The parameter grant_type is missing.")
        try:
            grant = self.get_token_grant(request)
        except UnsupportedGrantTypeError as error:
            raise UnsupportedGrantType("This grant_type is not supported.") from error
        grant.validate_token_request()
        return self.handle_response(*grant.create_token_response())


def init_engine(app: Application) -> None:
    """Give the application its engine."""
    app.extensions[_EXTENSION] = Engine()


def current_engine() -> Engine:
    """The engine of the application that answers this request."""
    engine: Engine = current_app.extensions[_EXTENSION]
    return engine


def _refuse(endpoint: str, error: OAuthError) -> Response:
    _log.info("request refused", endpoint=endpoint, error=error.code, description=error.description, why=error.detail)
    return json_error(error)
