"""Pushed authorization requests (RFC 9126 2)."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

from idp.infrastructure.clock import current_time
from idp.infrastructure.web.application import current_settings
from idp.infrastructure.web.limits import is_within_limit
from idp.oauth.endpoints.endpoint import ClientEndpoint
from idp.oauth.http import FormRequest
from idp.oauth.pushed_requests.storing import store_pushed_request
from idp.oauth.request_objects import resolve_parameters
from idp.oauth.requests import check_request
from idp.oauth.sender_constraint.binding import find_proved_key
from idp.protocol.authorization_request import AuthorizationRequest, identify_redirect_uri
from idp.protocol.client import Client
from idp.protocol.errors import InvalidDpopProof, TooManyPushedRequests
from idp.protocol.rule_table import RequestEndpoint

_BYTES_OF_ONE = 4096


class PushedAuthorizationRequestEndpoint(ClientEndpoint):
    """Checks an authorization request and stores it under a ``request_uri``, by which the browser brings it."""

    NAME = "pushed_authorization_request"
    PATH = "/par"
    STATUS = 201
    IS_FOR_PUBLIC_CLIENTS = True

    def respond_to(self, client: Client, form: FormRequest) -> Mapping[str, Any]:
        if client.is_public:
            _limit(form)
        seconds = current_settings().tokens.pushed_request_seconds
        expires_at = current_time() + timedelta(seconds=seconds)
        return {"request_uri": store_pushed_request(_check(client, form), expires_at), "expires_in": seconds}

    def discovery_members(self, address: str) -> Mapping[str, Any]:
        """Clients authenticate as at the token endpoint (RFC 9126 2, 5)."""
        return {f"{self.NAME}_endpoint": address, "require_pushed_authorization_requests": False}


def _check(client: Client, form: FormRequest) -> AuthorizationRequest:
    """A client that has authenticated in another way need not name itself in the form. Raises OAuthError."""
    named = {**form.parameters, "client_id": client.client_id}
    resolved = resolve_parameters(named, client, current_time(), is_pushed=True)
    if resolved.fault is not None:
        raise resolved.fault
    identify_redirect_uri(resolved.parameters, client)
    asked = check_request(resolved.parameters, client, RequestEndpoint.PUSHED)
    return _with_key(asked, find_proved_key(form, client, current_time()))


def _with_key(asked: AuthorizationRequest, jkt: str | None) -> AuthorizationRequest:
    """The request for a code that is bound to the key that the client has proved (RFC 9449 10.1).

    Raises InvalidDpopProof where the request names another one.
    """
    if jkt is None:
        return asked
    if asked.dpop_jkt not in {None, jkt}:
        raise InvalidDpopProof("The parameter dpop_jkt is not the key of the DPoP proof.")
    return replace(asked, dpop_jkt=jkt)


def _limit(form: FormRequest) -> None:
    """A public client proves nothing: of what it has stored, a network gets as much as of sign-ins that it begins.

    Raises TooManyPushedRequests (RFC 9126 2.3).
    """
    stored_bytes = sum(len(name) + len(value) for name, value in form.parameters.items())
    if not is_within_limit("requests pushed", form.address, 1 + stored_bytes // _BYTES_OF_ONE):
        raise TooManyPushedRequests("Too many requests have been pushed from this network.")
