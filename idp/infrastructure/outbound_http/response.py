"""The response to an outbound request, read whole within a limit."""

from collections.abc import Mapping
from dataclasses import dataclass
from http.client import HTTPResponse

from idp.infrastructure.outbound_http.errors import OutboundFailed


@dataclass(frozen=True, slots=True)
class OutboundResponse:
    """Status, headers by their lower-case name, and the body as it was sent."""

    status: int
    headers: Mapping[str, str]
    body: bytes


def read_response(response: HTTPResponse, largest: int) -> OutboundResponse:
    """Raises :class:`OutboundFailed` for a body of more than ``largest`` bytes, a cut one, and a compressed one.

    ``Accept-Encoding: identity`` was sent; a body that is compressed all the same may hold gigabytes in a kilobyte.
    """
    headers = {name.lower(): value for name, value in response.getheaders()}
    if headers.get("content-encoding", "identity").strip().lower() != "identity":
        raise OutboundFailed("the body is compressed")
    # Read one byte further than allowed, instead of believing in a length that is told.
    body = response.read(largest + 1)
    if len(body) > largest:
        raise OutboundFailed(f"the body has more than {largest} bytes")
    if response.length:
        raise OutboundFailed("the body was cut")
    return OutboundResponse(response.status, headers, body)
