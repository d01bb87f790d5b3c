"""Admitting accounts to portals by decision, and withdrawing that."""

from sqlalchemy.orm import Session

from idp import admissions
from idp.accounts.models import Account
from idp.accounts.security.access import withdraw_access
from idp.actors import Actor, Permission
from idp.clients.records import find_client_ids


def admit_account(session: Session, account: Account, portal: str, actor: Actor) -> bool:
    """Let the account enter ``portal`` (a key), also one that admits by invitation only; False where it may already.

    Raises Forbidden.
    """
    actor.demand(Permission.PEOPLE_CHANGE)
    return admissions.admit(session, account.id, portal, actor)


def withdraw_account(session: Session, account: Account, portal: str, actor: Actor) -> bool:
    """Refuse the account at ``portal`` from now on, and end what the portal's clients were given for it; False where it
    is refused already. Raises Forbidden."""
    actor.demand(Permission.PEOPLE_CHANGE)
    if not admissions.withdraw_admission(session, account.id, portal, actor):
        return False
    withdraw_access(session, account.id, find_client_ids(session, portal))
    return True
