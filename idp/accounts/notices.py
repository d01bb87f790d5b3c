"""Mail to the owner of an account."""

from datetime import timedelta

from sqlalchemy.orm import Session

from idp.accounts.models import Account
from idp.actors import Actor, ActorKind
from idp.mail import Message, enqueue

OBJECTION_TIME = timedelta(days=3)
"""How long the owner, who is told of a change by mail, has to object to it; what is younger counts as recent."""


def notify(session: Session, account: Account, message: Message, actor: Actor, *, recipient: str | None = None) -> None:
    """Queue ``message`` to the account's address, or to ``recipient``, in the look of the actor's portal.

    The language is the account's own, else that of a person who acts (an operator's says nothing about the reader),
    else the portal's.
    """
    read_language = actor.language if actor.kind is ActorKind.PERSON else None
    enqueue(
        session,
        message,
        recipient=recipient or account.email,
        portal=actor.portal,
        language=account.language or read_language,
        account_id=account.id,
    )
