"""Request objects (RFC 9101, OpenID Connect Core §6): what one must say, and the parameters that come of it."""

import json
from base64 import urlsafe_b64decode
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from idp.protocol.client import Client
from idp.protocol.client_jwts import CLOCK_SKEW, JwtFault, moment
from idp.protocol.errors import InvalidRequest
from idp.protocol.parameters import parse_parameters
from idp.protocol.response_types import response_type_of

UNSIGNED = "none"
TYPES = frozenset({"jwt", "oauth-authz-req+jwt"})
"""What the header may say that the JWT is, in lower case; it may as well say nothing (RFC 9101 §10.8)."""

LONGEST_LIFETIME = timedelta(hours=1)
"""Of the objects of a client that must sign them (FAPI 2.0 Message Signing §5.3.1)."""

_OF_JWT = frozenset({"iss", "aud", "exp", "nbf", "iat", "jti", "sub"})
_MUST_AGREE = frozenset({"client_id", "redirect_uri"})
_WAY_BACK = frozenset({"redirect_uri", "response_mode", "state"})
_COUNT_OUTSIDE = frozenset({"client_id", "request_uri"})


def check_claims(claims: Mapping[str, Any], client: Client, issuer: str, now: datetime, *, is_signed: bool) -> None:
    """Whether the object was made by this client, for this server, and holds now. Raises JwtFault.

    A signed one names both (RFC 9101 §4); an unsigned one need not, but names no others. One whose `sub` is the client
    is a client assertion (RFC 9101 §10.8).
    """
    for name in ("request", "request_uri"):
        if name in claims:
            raise JwtFault(f"it holds {name}")
    if claims.get("sub") == client.client_id:
        raise JwtFault("sub is the client_id, as in a client assertion")
    if (is_signed or "iss" in claims) and claims.get("iss") != client.client_id:
        raise JwtFault("iss is not the client_id")
    audience = claims.get("aud")
    if (is_signed or "aud" in claims) and issuer not in (audience if isinstance(audience, list) else [audience]):
        raise JwtFault(f"aud is not the issuer, {issuer}")
    _check_dates(claims, now)
    if client.require_signed_request_object:
        _check_lifetime(claims)


def _check_dates(claims: Mapping[str, Any], now: datetime) -> None:
    for name in ("iat", "nbf"):
        if name in claims and moment(claims, name) > now + CLOCK_SKEW:
            raise JwtFault(f"{name} is in the future")
    if "exp" in claims and moment(claims, "exp") <= now - CLOCK_SKEW:
        raise JwtFault("it has expired")


def _check_lifetime(claims: Mapping[str, Any]) -> None:
    # Since it has not expired, nbf is not further back than that either.
    if moment(claims, "exp") > moment(claims, "nbf") + LONGEST_LIFETIME:
        raise JwtFault("it holds for more than an hour from nbf on")


def object_parameters(claims: Mapping[str, Any]) -> Mapping[str, str]:
    """The parameters of an object, as a query would have them (RFC 9101 §4): what is no text there becomes JSON, and a
    list of resources their words. Raises InvalidRequest."""
    named = {name: value for name, value in claims.items() if name not in _OF_JWT and value is not None}
    return parse_parameters([(name, _text(name, value)) for name, value in named.items()])


def _text(name: str, value: object) -> str:
    if isinstance(value, str):
        return value
    if name == "resource" and isinstance(value, list) and all(isinstance(uri, str) for uri in value):
        return " ".join(value)
    try:
        return json.dumps(value)
    except RecursionError as error:
        raise InvalidRequest(f"The claim {name} of the request object is nested too deeply.") from error


def merge(sent: Mapping[str, str], inside: Mapping[str, str], *, is_object_alone: bool) -> Mapping[str, str]:
    """The parameters that count of a request with an object.

    Those of the object go above those that are sent beside it, of which `client_id` and `response_type` must be the
    same (Core §6.1). With `is_object_alone`, nothing counts but the object (RFC 9101 §5, RFC 9126 §3); `client_id`
    must be the same even so. Raises InvalidRequest where they are not.
    """
    if inside.get("client_id", sent["client_id"]) != sent["client_id"]:
        raise InvalidRequest("The client_id of the request object is not the one that was sent.")
    if is_object_alone:
        outside = {name: value for name, value in sent.items() if name in _COUNT_OUTSIDE}
    else:
        outside = {name: value for name, value in sent.items() if name != "request"}
        types = [response_type_of(each["response_type"]) for each in (sent, inside) if "response_type" in each]
        if len(set(types)) > 1:
            raise InvalidRequest("The response_type of the request object is not the one that was sent.")
    return {**outside, **{name: value for name, value in inside.items() if name not in {"request", "request_uri"}}}


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
    members = _read(payload) if not signature and _read(header).get("alg") == UNSIGNED else {}
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
