"""How the answer to an authorization request travels back: response types, modes and `state`."""

from collections.abc import Mapping
from dataclasses import dataclass

from idp.protocol.client import Client
from idp.protocol.supported import Supported

ResponseType = frozenset[str]
"""A response type as a set, because the order of its words has no meaning (RFC 6749 §3.1.1)."""

_FRONT_CHANNEL = frozenset({"token", "id_token"})


@dataclass(frozen=True, slots=True)
class ResponseChannel:
    """Where an answer, success or error, is put once client and redirect URI are verified."""

    mode: str
    state: str | None


def response_type_of(text: str) -> ResponseType:
    """`"code id_token"` as a set of words."""
    return frozenset(text.split())


def default_response_mode(response_type: ResponseType) -> str:
    """query for code, fragment as soon as a token is in the answer (Multiple Response Types §2.1, §3, §5)."""
    return "fragment" if response_type & _FRONT_CHANNEL else "query"


def is_mode_usable(mode: str, response_type: ResponseType, supported: Supported, client: Client | None = None) -> bool:
    """Whether both sides know the mode, and it keeps tokens out of the query (Multiple Response Types §3)."""
    if mode not in supported.response_modes:
        return False
    if client is not None and client.response_modes is not None and mode not in client.response_modes:
        return False
    return not (mode == "query" and response_type & _FRONT_CHANNEL)


def response_channel(
    parameters: Mapping[str, str], supported: Supported, client: Client | None = None
) -> ResponseChannel:
    """The way back for whatever is answered, also when the request is otherwise beyond repair; never raises.

    Falls back to the default mode where the request names one that cannot be used.
    """
    response_type = response_type_of(parameters.get("response_type", ""))
    mode = parameters.get("response_mode", "")
    if not is_mode_usable(mode, response_type, supported, client):
        mode = default_response_mode(response_type)
    return ResponseChannel(mode, parameters.get("state"))
