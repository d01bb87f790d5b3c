"""What is asked of every peer: a chain of requests each, in the words that both load generators understand."""

from collections.abc import Mapping
from dataclasses import dataclass, field

HELLO = "hello"
FLOW = "flow"
FLOW_ES256 = "flow, ES256"
REFRESH = "refresh"
REFRESH_ES256 = "refresh, ES256"
SERVICE = "client credentials"
SIGN_IN = "password sign-in"
SCENARIOS: Mapping[str, str] = {
    "discovery": "the discovery document",
    "jwks": "the key set",
    "authorize": "an authorization request with a live session",
    "pushed request": "the same, pushed before and brought by its request_uri",
    FLOW: "the same, and the code redeemed for an ID token of a web client, signed with RS256",
    FLOW_ES256: "the same for a client whose ID tokens are signed with ES256, as those of native clients are",
    REFRESH: "a refresh token of a web client traded for the next, with an ID token signed with RS256",
    REFRESH_ES256: "the same for a client whose ID tokens are signed with ES256",
    SERVICE: "an access token for the credentials of a service",
    "userinfo": "userinfo",
    "introspect": "introspection of an access token",
    "sign-in page": "the page that asks who is there",
    SIGN_IN: "from an authorization request over the pages to a password that is accepted",
}


@dataclass(frozen=True, slots=True)
class Capture:
    """A variable for later requests: what stands between ``after`` and ``until`` (or the end).

    ``where`` is ``body`` or the name of a header in lower case.
    """

    name: str
    where: str
    after: str
    until: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """One request. ``$name`` in path, headers and body stands for a variable of the chain."""

    method: str
    path: str
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    body: str = ""
    captures: tuple[Capture, ...] = ()


@dataclass(frozen=True, slots=True)
class Chain:
    """Requests that one connection sends one after the other, again and again: together one operation.

    ``seeds`` are the variables to begin with, one set for each connection.
    """

    steps: tuple[Step, ...]
    seeds: tuple[Mapping[str, str], ...]
