"""Pushed authorization requests (RFC 9126): how a browser names one."""

from collections.abc import Mapping

from idp.protocol.errors import InvalidRequest

REQUEST_URI_PREFIX = "urn:ietf:params:oauth:request_uri:"
"""How each ``request_uri`` begins that is handed out for a pushed request (RFC 9126 §2.2)."""


def find_pushed_uri(parameters: Mapping[str, str]) -> str | None:
    """The `request_uri` of an authorization request that names a pushed one; None for any other request.

    Of the parameters beside it, `client_id` alone counts (RFC 9126 §4, RFC 9101 §5). Raises: InvalidRequest where a
    `request` is sent as well (Core §6.1, RFC 9101 §5).
    """
    uri = parameters.get("request_uri")
    if uri is None or not uri.startswith(REQUEST_URI_PREFIX):
        return None
    if "request" in parameters:
        raise InvalidRequest("The parameters request and request_uri cannot be sent together.")
    return uri
