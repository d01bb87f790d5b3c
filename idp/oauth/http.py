"""The forms that clients send, and the JSON answers of the machine endpoints."""

from collections.abc import Mapping
from typing import Any

import orjson
from authlib.oauth2.rfc6749.requests import BasicOAuth2Payload, OAuth2Request
from flask import request as flask_request
from werkzeug.datastructures import Headers

from idp.infrastructure.web.machine_requests import FORM_TYPE, MachineAnswer, MachineRequest, Pairs, parse_query
from idp.protocol.errors import InvalidClient, InvalidRequest, OAuthError
from idp.protocol.parameters import parse_parameters

_NEVER_STORED = (("Cache-Control", "no-store"), ("Pragma", "no-cache"))
_JSON = (("Content-Type", "application/json"), *_NEVER_STORED)


class FormRequest(OAuth2Request):  # type: ignore[misc]  # Authlib has no types
    """A form POST to a machine endpoint as the engine sees it: single, checked parameters, and those of the body only.

    The engine's own request class looks at the address to insist on TLS. Here the settings do, once, at start; and it
    would merge query and body, which lets a secret arrive in an address. ``path`` is that of the endpoint, ``address``
    the network address of the client.
    """

    def __init__(self, parameters: Mapping[str, str], headers: Headers, path: str, address: str) -> None:
        self.method = "POST"
        self.headers = headers
        self.path = path
        self.address = address
        self.payload = BasicOAuth2Payload(parameters)
        self.parameters = parameters
        self.client = None
        self.auth_method: str | None = None

    @property
    def form(self) -> Mapping[str, str]:
        return self.parameters


def sent_pairs() -> list[tuple[str, str]]:
    """The parameters that a browser brings to a page, as sent; those of a multipart body may have no name."""
    if flask_request.method != "POST":
        return list(parse_query(flask_request.environ))
    return [(name or "", value) for name, value in flask_request.form.items(multi=True)]


def read_form(request: MachineRequest) -> FormRequest:
    """The parameters of the request's body. Raises InvalidRequest for anything but a clean form."""
    if request.form is None:
        raise InvalidRequest(f"The request body must be a form ({FORM_TYPE}).")
    return FormRequest(parse_parameters(request.form), request.headers, request.path, request.address)


def get_client_id(request: FormRequest) -> str:
    """The ``client_id`` of the form. Raises InvalidClient where it is missing."""
    client_id: str | None = request.parameters.get("client_id")
    if client_id is None:
        raise InvalidClient("The client_id is missing.")
    return client_id


def get_token(request: FormRequest) -> str:
    """The token that a form is about; its hint is not needed, since our tokens show what they are.

    Raises InvalidRequest where it is missing (RFC 7009 2.1, RFC 7662 2.1).
    """
    token: str | None = request.parameters.get("token")
    if token is None:
        raise InvalidRequest("The parameter token is missing.")
    return token


def json_answer(members: Mapping[str, Any], status: int, headers: Pairs = ()) -> MachineAnswer:
    """A JSON answer that no cache may keep (RFC 6749 5.1)."""
    return MachineAnswer(orjson.dumps(members), status, (*_JSON, *headers))


def jwt_answer(jwt: str, media_type: str) -> MachineAnswer:
    """An answer that is a JWT itself, and that no cache may keep either."""
    return MachineAnswer(jwt.encode(), headers=(("Content-Type", media_type), *_NEVER_STORED))


def json_error(error: OAuthError, headers: Pairs = (), status: int | None = None) -> MachineAnswer:
    """The error answer of RFC 6749 5.2; ``status`` where it is not that of the error."""
    return json_answer(error.to_parameters(), status or error.status, headers)
