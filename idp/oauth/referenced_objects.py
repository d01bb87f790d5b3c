"""Request objects by reference (OpenID Connect Core 1.0 6.2, RFC 9101 5.2.2): fetching what a ``request_uri`` names.

The sender of a browser decides when something is fetched. So only addresses are that the client has registered, as
often as one network begins sign-ins, and a few at a time, since each holds a thread until the other server answers.
"""

from collections.abc import Mapping

from flask import current_app, request

from idp.infrastructure.outbound_http import (
    DocumentCache,
    OutboundBusy,
    OutboundError,
    Places,
    VersionedDocuments,
    client_url_client,
)
from idp.infrastructure.web.application import Application
from idp.infrastructure.web.limits import is_within_limit
from idp.infrastructure.web.machine_requests import Pairs
from idp.protocol.client import Client
from idp.protocol.errors import InvalidRequest, NoReferencedObject, RequestUriNotSupported, TemporarilyUnavailable
from idp.protocol.pushed_requests import REQUEST_URI_PREFIX

MOST_OF_A_CLIENT = 2
"""Fetches for one client at a time, in each process."""

_EXTENSION = "idp.referenced_objects"


class ReferencedObjects:
    """Fetches request objects. One whose address has a fragment is kept."""

    def __init__(self, app: Application, places: Places) -> None:
        http = client_url_client(app.settings)
        self._versions, self._latest = VersionedDocuments(http), DocumentCache(http)
        self._places = places

    def find_kept(self, uri: str) -> bytes | None:
        """The one that is kept under this address, which then has a fragment."""
        return self._versions.find(uri)

    def fetch(self, uri: str, client_id: str) -> bytes:
        """Raises OutboundError."""
        with self._places.take(client_id, MOST_OF_A_CLIENT):
            return self._versions.get(uri) if "#" in uri else self._latest.fetch(uri)


def init_referenced_objects(app: Application, places: Places) -> None:
    """Give the application its copies."""
    app.extensions[_EXTENSION] = ReferencedObjects(app, places)


def is_by_reference(sent: Pairs) -> bool:
    """Whether a request may have to fetch its object."""
    return any(name == "request_uri" and not value.startswith(REQUEST_URI_PREFIX) for name, value in sent)


def with_referenced_object(sent: Mapping[str, str], client: Client) -> Mapping[str, str]:
    """The parameters with the object itself in the place of its ``request_uri``. Outside of any transaction, since the
    other server may be slow.

    Raises OAuthError: NoReferencedObject for an address that the client has not registered, or that gives nothing.
    """
    uri = sent["request_uri"]
    if "request" in sent:
        raise InvalidRequest("The parameters request and request_uri cannot be sent together.")
    if not client.request_uris or client.require_pushed_authorization_requests:
        raise RequestUriNotSupported(
            "The client is not registered for request objects by reference (parameter request_uri).",
            next_step=f"switch them off in the application, or `idp clients edit {client.client_id} --request-uri …`",
        )
    if uri not in client.request_uris:
        raise NoReferencedObject(
            "The request_uri is not registered for this client.",
            detail="registered addresses are compared character by character, with their fragments",
            next_step=f"register it with `idp clients edit {client.client_id} --request-uri …`",
        )
    content = _fetch(uri, client).decode("utf-8", "replace").strip()
    return {**{name: value for name, value in sent.items() if name != "request_uri"}, "request": content}


def _fetch(uri: str, client: Client) -> bytes:
    objects: ReferencedObjects = current_app.extensions[_EXTENSION]
    kept = objects.find_kept(uri)
    if kept is not None:
        return kept
    if not is_within_limit("request objects fetched", request.remote_addr or "", 1):
        raise TemporarilyUnavailable("Too many request objects were asked for from this network.")
    try:
        return objects.fetch(uri, client.client_id)
    except OutboundBusy as error:
        description = "Too many request objects are being fetched."
        raise TemporarilyUnavailable(description, client_id=client.client_id) from error
    except OutboundError as error:
        raise NoReferencedObject(
            "The request object can't be fetched from the request_uri.",
            detail=f"{uri}: {error}",
        ) from error
