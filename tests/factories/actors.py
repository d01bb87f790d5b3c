"""Actors of changes that no request makes."""

from idp.actors import Actor, ActorKind, Permission
from idp.infrastructure.request_info import RequestInfo

SOMEWHERE = RequestInfo(ip="203.0.113.7", user_agent="Mozilla/5.0")


def person_actor(
    account_id: str | None = None, session_id: str | None = None, request_info: RequestInfo = SOMEWHERE
) -> Actor:
    """A person at the portal "shop", who reads German."""
    return Actor(
        kind=ActorKind.PERSON,
        id=account_id,
        portal="shop",
        language="de",
        request_info=request_info,
        session_id=session_id,
    )


def operator(*permissions: Permission, portal: str | None = "shop", reason: str = "") -> Actor:
    """An operator who may do what is named, or everything where nothing is."""
    return Actor(
        kind=ActorKind.OPERATOR,
        id="an operator",
        portal=portal,
        permissions=frozenset(permissions or Permission),
        reason=reason,
    )
