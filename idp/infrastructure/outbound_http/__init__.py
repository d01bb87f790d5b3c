"""Outbound HTTP: requests that the provider itself sends, guarded against server-side request forgery.

Owns which targets may be reached (:mod:`.policies`), the one resolution of their name and the connection to exactly
those addresses, and the limits on time, size and fetches at a time. What a response means belongs to the package that
asked for it.
"""

from idp.infrastructure.outbound_http.client import (
    OutboundClient,
    OutboundLimits,
    client_url_client,
    operator_client,
)
from idp.infrastructure.outbound_http.documents import DocumentCache, VersionedDocuments
from idp.infrastructure.outbound_http.errors import OutboundBusy, OutboundError, OutboundFailed, OutboundRefused
from idp.infrastructure.outbound_http.places import Places
from idp.infrastructure.outbound_http.response import OutboundResponse

__all__ = [
    "DocumentCache",
    "OutboundBusy",
    "OutboundClient",
    "OutboundError",
    "OutboundFailed",
    "OutboundLimits",
    "OutboundRefused",
    "OutboundResponse",
    "Places",
    "VersionedDocuments",
    "client_url_client",
    "operator_client",
]
