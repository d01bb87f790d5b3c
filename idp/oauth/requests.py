"""The way of an authorization request from what was sent to a checked value: resolve, identify, rules."""

from collections.abc import Mapping

import structlog
from flask import request

from idp.clients.registry import find_client
from idp.infrastructure.web.application import current_settings
from idp.infrastructure.web.machine_requests import Pairs
from idp.oauth.http import sent_pairs
from idp.oauth.supported import SUPPORTED, supported_by
from idp.protocol.authorization_request import (
    AuthorizationRequest,
    identify,
    parse_authorization_request,
    response_channel,
)
from idp.protocol.client import Client
from idp.protocol.errors import OAuthError
from idp.protocol.parameters import parse_parameters
from idp.protocol.refused_request import RequestRefused, ReturnAddress
from idp.protocol.request_objects import with_way_back
from idp.protocol.request_remarks import find_remarks
from idp.protocol.resource_indicators import check_resources

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
        parameters = _resolve(sent)
        client, redirect_uri = identify(parameters, find_client)
    except OAuthError as error:
        named = dict(reversed(sent))
        raise RequestRefused(error, client_id=named.get("client_id"), redirect_uri=named.get("redirect_uri")) from error
    try:
        asked = parse_authorization_request(parameters, client, supported_by(current_settings()))
        check_resources(asked.resource, current_settings().issuer)
    except OAuthError as error:
        channel = response_channel(parameters, SUPPORTED, client)
        raise RequestRefused(error, back=ReturnAddress(client, redirect_uri, channel)) from error
    for remark in find_remarks(parameters, asked, client, SUPPORTED):
        _log.warning(remark.event, client_id=client.client_id, **remark.facts, next_step=remark.next_step)
    return asked, client


def _resolve(sent: Pairs) -> Mapping[str, str]:
    """The parameters, which came as a plain query or form (RFC 6749 §3.1); of a request object, its way back."""
    return with_way_back(parse_parameters(sent))
