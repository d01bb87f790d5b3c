"""Token exchange (RFC 8693): what a request names, and whom the new token says that it is used by."""

from collections.abc import Mapping
from typing import Any

from idp.protocol.errors import InvalidRequest

GRANT_TYPE = "urn:ietf:params:oauth:grant-type:token-exchange"
ACCESS_TOKEN = "urn:ietf:params:oauth:token-type:access_token"  # noqa: S105 -- a token type (3)

LONGEST_CHAIN = 5
"""How many actors a token may name: a loop of services that exchange each other's tokens ends."""


def check_types(parameters: Mapping[str, str]) -> None:
    """Access tokens for access tokens, by the client itself, which no second token stands for (2.1).

    Raises InvalidRequest.
    """
    if parameters.get("subject_token_type") != ACCESS_TOKEN:
        raise InvalidRequest(f"The subject_token_type must be {ACCESS_TOKEN}.")
    if parameters.get("requested_token_type", ACCESS_TOKEN) != ACCESS_TOKEN:
        raise InvalidRequest(f"The requested_token_type must be {ACCESS_TOKEN}, or left out.")
    if "actor_token" in parameters or "actor_token_type" in parameters:
        raise InvalidRequest("The client itself is the actor: actor_token and actor_token_type must be left out.")


def extend_chain(actor: Mapping[str, Any] | None, client_id: str) -> Mapping[str, Any]:
    """The ``act`` of a token that ``client_id`` gets for one with ``actor``: the present actor outside (4.1).

    Raises InvalidRequest.
    """
    if _count(actor) >= LONGEST_CHAIN:
        raise InvalidRequest(f"The subject_token was exchanged {LONGEST_CHAIN} times already.")
    return {"sub": client_id, **({"act": actor} if actor else {})}


def _count(actor: Mapping[str, Any] | None) -> int:
    return 0 if actor is None else 1 + _count(actor.get("act"))
