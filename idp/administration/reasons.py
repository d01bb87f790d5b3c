"""Why an operator lets a caller in: how they know who it is."""

from idp.actors import Actor
from idp.administration.errors import MissingReason

_LONGEST_REASON = 500


def require_reason(actor: Actor) -> None:
    """Raises MissingReason where the actor gives none in a few printable words."""
    reason = actor.reason
    if not reason.strip() or len(reason) > _LONGEST_REASON or not reason.isprintable():
        raise MissingReason(longest=_LONGEST_REASON)
