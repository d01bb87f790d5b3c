"""Admitting accounts to portals by decision, and withdrawing that."""

from sqlalchemy.orm import Session

from idp import admissions
from idp.accounts.models import Account
from idp.actors import Actor, Permission


def admit_account(session: Session, account: Account, portal: str, actor: Actor) -> bool:
    """Let the account enter ``portal`` (a key), also one that admits by invitation only; False where it may already.

    Raises Forbidden.
    """
    actor.demand(Permission.PEOPLE_CHANGE)
    return admissions.admit(session, account.id, portal, actor)


def withdraw_account(session: Session, account: Account, portal: str, actor: Actor) -> bool:
    """Refuse the account at ``portal`` from its next sign-in there; False where it is refused already.

    What applications of the portal were given before goes on until it expires or is revoked. Raises Forbidden.
    """
    actor.demand(Permission.PEOPLE_CHANGE)
    return admissions.withdraw_admission(session, account.id, portal, actor)
