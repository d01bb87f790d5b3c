"""Request objects (OpenID Connect Core §6): they are refused, and an unsigned one says which way the refusal goes."""

import json
from base64 import urlsafe_b64decode
from collections.abc import Mapping

from idp.protocol.errors import InvalidRequest
from idp.protocol.parameters import parse_parameters

_MUST_AGREE = frozenset({"client_id", "redirect_uri"})
_WAY_BACK = frozenset({"redirect_uri", "response_mode", "state"})


def with_way_back(parameters: Mapping[str, str]) -> Mapping[str, str]:
    """The parameters, with the way back that an unsigned `request` among them names (§6.1: its members go above them).

    An object that is for another client or redirect URI than the parameters is passed over, like one that cannot be
    read. Nothing of it is verified: whether the redirect URI is registered is still to be checked. Never raises.
    """
    request_object = parameters.get("request")
    if request_object is None:
        return parameters
    named = _unsigned_members(request_object)
    if any(named.get(name, value) != value for name, value in parameters.items() if name in _MUST_AGREE):
        return parameters
    return {**parameters, **{name: value for name, value in named.items() if name in _WAY_BACK}}


def _unsigned_members(request_object: str) -> Mapping[str, str]:
    """The text members of a JWT without signature (RFC 7519 §6); empty for anything else."""
    header, _, rest = request_object.partition(".")
    payload, _, signature = rest.partition(".")
    members = _read(payload) if not signature and _read(header).get("alg") == "none" else {}
    try:
        return parse_parameters([(name, value) for name, value in members.items() if isinstance(value, str)])
    except InvalidRequest:
        return {}


def _read(part: str) -> Mapping[str, object]:
    try:
        content = json.loads(urlsafe_b64decode(part + "=" * (-len(part) % 4)))
    except (ValueError, RecursionError):
        return {}
    return content if isinstance(content, dict) else {}
