"""The way of an authorization request from what was sent to a checked value: resolve, identify, rules."""

from collections.abc import Mapping

import structlog
from flask import request

from idp.clients.registry import find_client
from idp.infrastructure.clock import current_time
from idp.infrastructure.web.application import current_settings
from idp.infrastructure.web.machine_requests import Pairs
from idp.interactions.requests import recheck_stored
from idp.oauth.http import sent_pairs
from idp.oauth.pushed_requests.storing import get_pushed_request
from idp.oauth.request_objects import ResolvedParameters, resolve_parameters
from idp.oauth.resource_servers import current_audiences
from idp.oauth.supported import SUPPORTED, supported_by
from idp.oauth.tokens.encryption import require_key
from idp.protocol.authorization_request import (
    AuthorizationRequest,
    identify_client,
    identify_redirect_uri,
    parse_authorization_request,
    response_channel,
)
from idp.protocol.client import Client
from idp.protocol.errors import OAuthError
from idp.protocol.parameters import parse_parameters
from idp.protocol.pushed_requests import find_pushed_uri
from idp.protocol.refused_request import RequestRefused, ReturnAddress
from idp.protocol.request_remarks import find_remarks
from idp.protocol.response_modes import JWT_SUFFIX
from idp.protocol.rule_table import RequestEndpoint

_log = structlog.get_logger(__name__)


ParsedRequest = tuple[AuthorizationRequest, Client]
PARSED = "einlass.authorization_request"
"""Where a request that was parsed ahead of Flask stands in the WSGI environment."""


def read_request() -> ParsedRequest:
    """The request of this HTTP request and its client. Raises RequestRefused."""
    parsed: ParsedRequest | None = request.environ.get(PARSED)
    return parsed or parse_request(sent_pairs())


def parse_request(sent: Pairs) -> ParsedRequest:
    """The same of the pairs of a query or form. Raises RequestRefused."""
    try:
        parameters = parse_parameters(sent)
        pushed_uri = find_pushed_uri(parameters)
        if pushed_uri is not None:
            return _open_pushed(pushed_uri, parameters)
        client = identify_client(parameters, find_client)
        resolved = resolve_parameters(parameters, client, current_time())
        redirect_uri = _identify_redirect_uri(resolved, client)
    except OAuthError as error:
        named = dict(reversed(sent))
        raise RequestRefused(error, client_id=named.get("client_id"), redirect_uri=named.get("redirect_uri")) from error
    try:
        return _check_resolved(resolved, client), client
    except OAuthError as error:
        channel = response_channel(resolved.parameters, SUPPORTED, client)
        raise RequestRefused(error, back=ReturnAddress(client, redirect_uri, channel)) from error


def _identify_redirect_uri(resolved: ResolvedParameters, client: Client) -> str:
    """Raises OAuthError: that of the request object, where there is one and no way back."""
    try:
        return identify_redirect_uri(resolved.parameters, client)
    except OAuthError:
        if resolved.fault is not None:
            raise resolved.fault from None
        raise


def _check_resolved(resolved: ResolvedParameters, client: Client) -> AuthorizationRequest:
    if resolved.fault is not None:
        raise resolved.fault
    return check_request(resolved.parameters, client, RequestEndpoint.AUTHORIZATION)


def check_request(parameters: Mapping[str, str], client: Client, endpoint: RequestEndpoint) -> AuthorizationRequest:
    """The request after all rules of an endpoint, with a line in the log for each remark. Raises OAuthError."""
    asked = parse_authorization_request(parameters, client, supported_by(current_settings()), endpoint)
    if asked.resource:
        current_audiences().find_audience(asked.scope, named=asked.resource)
    if "id_token" in asked.response_type:
        require_key(client, "id_token")
    if asked.response_mode.endswith(JWT_SUFFIX):
        require_key(client, "authorization")
    for remark in find_remarks(parameters, asked, client, SUPPORTED):
        _log.warning(remark.event, client_id=client.client_id, **remark.facts, next_step=remark.next_step)
    return asked


def _open_pushed(request_uri: str, parameters: Mapping[str, str]) -> ParsedRequest:
    """The request that this client has pushed, as far as it may still make it. Raises OAuthError and RequestRefused."""
    client = identify_client(parameters, find_client)
    stored = recheck_stored(client.client_id, get_pushed_request(request_uri, client.client_id, current_time()))
    return stored.request, stored.client
