"""The adapter between Flask and Authlib's engine, and the JSON answers of the machine endpoints."""

from collections.abc import Mapping
from typing import Any

import orjson
from authlib.oauth2.rfc6749.requests import BasicOAuth2Payload, OAuth2Request
from flask import Response, request
from werkzeug.datastructures import Headers

from idp.protocol.errors import InvalidRequest, OAuthError
from idp.protocol.parameters import parse_parameters

FORM_TYPE = "application/x-www-form-urlencoded"
_NEVER_STORED = {"Cache-Control": "no-store", "Pragma": "no-cache"}


class FormRequest(OAuth2Request):  # type: ignore[misc]  # Authlib has no types
    """A form POST to a machine endpoint as the engine sees it: single, checked parameters, and those of the body only.

    The engine's own request class looks at the address to insist on TLS. Here the settings do, once, at start; and it
    would merge query and body, which lets a secret arrive in an address.
    """

    def __init__(self, parameters: Mapping[str, str], headers: Headers) -> None:
        self.method = "POST"
        self.headers = headers
        self.payload = BasicOAuth2Payload(parameters)
        self.parameters = parameters
        self.client = None
        self.auth_method: str | None = None

    @property
    def form(self) -> Mapping[str, str]:
        return self.parameters


def sent_pairs() -> list[tuple[str, str]]:
    """The parameters that a browser brings to a page, as sent; those of a multipart body may have no name."""
    pairs = request.form if request.method == "POST" else request.args
    return [(name or "", value) for name, value in pairs.items(multi=True)]


def read_form() -> Mapping[str, str]:
    """The parameters of the request's body. Raises InvalidRequest for anything but a clean form."""
    if request.mimetype != FORM_TYPE:
        raise InvalidRequest(f"The request body must be a form ({FORM_TYPE}).")
    return parse_parameters(list(request.form.items(multi=True)))


def form_request() -> FormRequest:
    """The present request for the engine. Raises InvalidRequest."""
    return FormRequest(read_form(), request.headers)


def json_answer(body: Mapping[str, Any], status: int = 200, headers: Mapping[str, str] | None = None) -> Response:
    """A JSON answer that nobody may keep (RFC 6749 5.1)."""
    return Response(orjson.dumps(body), status, {**_NEVER_STORED, **(headers or {})}, mimetype="application/json")


def json_error(error: OAuthError) -> Response:
    """The error answer of RFC 6749 5.2; 401 with a challenge only where the client tried HTTP authentication."""
    headers = {}
    if error.status == 401 and "Authorization" in request.headers:
        headers["WWW-Authenticate"] = 'Basic realm="token endpoint"'
    return json_answer(error.to_parameters(), error.status, headers)
