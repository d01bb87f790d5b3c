"""What a registration request brings along: a token and a JSON document."""

from collections.abc import Mapping

import orjson

from idp.infrastructure.web.machine_requests import MachineRequest
from idp.protocol.bearer import parse_bearer
from idp.protocol.confirmation import BEARER
from idp.protocol.errors import InvalidClientMetadata, MissingToken

# What is registered is kept in the memory of each worker; a sound registration with all of its keys is smaller.
_LARGEST_DOCUMENT = 32 * 1024


def find_token(request: MachineRequest) -> str | None:
    """The bearer token; None where there is none. Raises InvalidRequest for one in another place, or malformed."""
    query = dict(request.query)
    try:
        presented = parse_bearer(request.headers.get("Authorization"), None, query.get("access_token"))
    except MissingToken:
        return None
    return presented.value if presented.scheme == BEARER else None


def read_json(request: MachineRequest) -> object:
    """The document. Raises InvalidClientMetadata."""
    if request.json is None:
        raise InvalidClientMetadata("The body must be JSON (application/json).")
    if len(request.json) > _LARGEST_DOCUMENT:
        raise InvalidClientMetadata(f"The body is larger than {_LARGEST_DOCUMENT // 1024} KiB.")
    try:
        return orjson.loads(request.json)
    except orjson.JSONDecodeError as error:
        raise InvalidClientMetadata("The body is not valid JSON.") from error


def read_members(request: MachineRequest) -> Mapping[str, object]:
    """What a request that was refused has sent, as far as it can be read."""
    try:
        document = read_json(request)
    except InvalidClientMetadata:
        return {}
    return document if isinstance(document, dict) else {}
