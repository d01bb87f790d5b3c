"""What an account agreed to, for operators."""

from collections.abc import Sequence

from sqlalchemy.orm import Session

from idp.accounts.models import Account
from idp.actors import Actor, Permission
from idp.agreements.models import Agreement
from idp.agreements.recording import agreements_of


def find_agreements(session: Session, account: Account, actor: Actor) -> Sequence[Agreement]:
    """The account's agreements at every portal, also withdrawn ones, the latest first. Raises Forbidden."""
    actor.demand(Permission.PEOPLE_READ)
    return agreements_of(session, account.id)
