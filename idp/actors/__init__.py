"""Who does something, from where and why, and what they may do.

Owns the values ``Actor`` and ``Permission``. Which actor a signed-in browser is belongs to ``sessions``, which
permissions a role has to ``administration``, what is written down about it to ``audit``.
"""

from idp.actors.actor import Actor, ActorKind, system_actor
from idp.actors.errors import Forbidden
from idp.actors.permissions import Permission
from idp.actors.web import visitor

__all__ = ["Actor", "ActorKind", "Forbidden", "Permission", "system_actor", "visitor"]
