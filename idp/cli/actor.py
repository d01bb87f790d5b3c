"""Who runs a command."""

from idp.actors import Actor, ActorKind, Permission


def operator_from_shell(*, portal: str | None = None, reason: str = "") -> Actor:
    """The operator at the shell, who may do everything: they can read the database and the master key anyway.

    ``portal`` is the key of the portal whose look mails have.
    """
    return Actor(
        kind=ActorKind.OPERATOR,
        id="command line",
        portal=portal,
        permissions=frozenset(Permission),
        reason=reason.strip(),
    )
