"""How the answer to an authorization request travels back: response modes and `state`."""

from collections.abc import Mapping
from dataclasses import dataclass

from idp.protocol.client import Client
from idp.protocol.response_types import FRONT_CHANNEL, ResponseType, response_type_of
from idp.protocol.supported import Supported

JWT_SUFFIX = ".jwt"
"""What the name of a response mode ends in whose answer is a signed JWT (JARM 2.3)."""

_DEFAULT_JWT_MODE = "jwt"


@dataclass(frozen=True, slots=True)
class ResponseChannel:
    """Where an answer, success or error, is put once client and redirect URI are verified."""

    mode: str
    state: str | None


def default_response_mode(response_type: ResponseType) -> str:
    """query for code, fragment as soon as a token is in the answer (Multiple Response Types §2.1, §3, §5)."""
    return "fragment" if response_type & FRONT_CHANNEL else "query"


def resolve_mode(mode: str, response_type: ResponseType) -> str:
    """What `jwt` stands for: the default mode with a signature (JARM 2.3.4). Any other mode stands for itself."""
    return f"{default_response_mode(response_type)}{JWT_SUFFIX}" if mode == _DEFAULT_JWT_MODE else mode


def is_mode_usable(mode: str, response_type: ResponseType, supported: Supported, client: Client | None = None) -> bool:
    """Whether both sides know the mode, and it keeps tokens out of the query (Multiple Response Types §3, JARM 2.3.1).

    A client that is registered for `jwt` is registered for what that stands for, and the other way round.
    """
    if mode not in supported.response_modes:
        return False
    resolved = resolve_mode(mode, response_type)
    registered = client.response_modes if client is not None else None
    if registered is not None and resolved not in {resolve_mode(each, response_type) for each in registered}:
        return False
    return not (resolved.removesuffix(JWT_SUFFIX) == "query" and response_type & FRONT_CHANNEL)


def response_channel(
    parameters: Mapping[str, str], supported: Supported, client: Client | None = None
) -> ResponseChannel:
    """The way back for whatever is answered, also when the request is otherwise beyond repair; never raises.

    Where the request names a mode that cannot be used, it is the default, in its signed form where that mode would be
    signed. For a client that is not registered for the default, it is the first mode that it is registered for: one
    that takes signed answers alone gets a signed error.
    """
    response_type = response_type_of(parameters.get("response_type", ""))
    default = default_response_mode(response_type)
    asked = parameters.get("response_mode", "")
    wishes = (asked, _DEFAULT_JWT_MODE if asked.endswith(JWT_SUFFIX) else default, default, *supported.response_modes)
    usable = (mode for mode in wishes if is_mode_usable(mode, response_type, supported, client))
    return ResponseChannel(resolve_mode(next(usable, default), response_type), parameters.get("state"))
