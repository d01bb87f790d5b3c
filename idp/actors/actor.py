"""The actor of a change: the one value that services, events and mails are told who does it."""

from dataclasses import dataclass, replace
from enum import StrEnum

from idp.actors.errors import Forbidden
from idp.actors.permissions import Permission
from idp.infrastructure.request_info import RequestInfo

_NO_REQUEST = RequestInfo(ip="", user_agent="")


class ActorKind(StrEnum):
    """What an actor is, and so what its ``id`` names."""

    PERSON = "person"
    """An account's own person, or a visitor whose account is not known (``id`` None)."""
    OPERATOR = "operator"
    """A person who administers: the id of an account, or the name of the place without accounts ("command line")."""
    CLIENT = "client"
    """A relying party, by its ``client_id``."""
    SYSTEM = "system"
    """This program, by the name of the task."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """Who does something, from where and why.

    ``portal`` is the key of the portal where it is done, None for none in particular. ``language`` is the one that the
    actor reads. ``session_id`` is the SSO session that the person acts in and that goes on when others end.
    """

    kind: ActorKind
    id: str | None = None
    portal: str | None = None
    language: str | None = None
    permissions: frozenset[Permission] = frozenset()
    request_info: RequestInfo = _NO_REQUEST
    reason: str = ""
    session_id: str | None = None

    def demand(self, permission: Permission) -> None:
        """Raises Forbidden where the actor lacks the permission."""
        if permission not in self.permissions:
            raise Forbidden(permission=permission.value)

    def identified_as(self, account_id: str | None, session_id: str | None = None) -> "Actor":
        """The same actor, whose account has become known, with the account's session."""
        return replace(self, id=account_id, session_id=session_id)

    def at_portal(self, portal: str | None) -> "Actor":
        """The same actor at another portal."""
        return replace(self, portal=portal)


def system_actor(task: str, permissions: frozenset[Permission] = frozenset(), *, portal: str | None = None) -> Actor:
    """This program, in a task that no request asked for."""
    return Actor(kind=ActorKind.SYSTEM, id=task, portal=portal, permissions=permissions)
