"""Inviting the people of accounts without a password to set them up, and what became of that."""

from sqlalchemy.orm import Session

from idp.accounts.models import Account
from idp.actors import Actor, Permission
from idp.audit import audit
from idp.infrastructure.clock import current_time
from idp.infrastructure.database.keyset import Cursor
from idp.invitations.activation import send_activation
from idp.invitations.listing import ListedInvitation, read_activations
from idp.invitations.models import Invitation


def invite_person(session: Session, account: Account, actor: Actor) -> Invitation:
    """Mail the account's person a link, by which they enter their name and choose a password; a link that was mailed
    before is void. Raises AlreadyActivated, Forbidden.

    No portal asks for a customer number here: the operator vouches for the address.
    """
    actor.demand(Permission.PEOPLE_CREATE)
    invitation = send_activation(session, account.id, actor)
    audit(session, actor, "account.invited", subject=account.id)
    return invitation


def find_activations(session: Session, search: str, limit: int, actor: Actor) -> list[ListedInvitation]:
    """The invitations to addresses that contain ``search``, by address, and how far each has come. Raises Forbidden."""
    actor.demand(Permission.PEOPLE_READ)
    return list(read_activations(session, search, Cursor(), current_time(), size=limit).entries)
