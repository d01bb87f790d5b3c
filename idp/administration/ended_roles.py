"""The end of an account's roles over the installation."""

from sqlalchemy import delete
from sqlalchemy.orm import Session

from idp.actors import Actor
from idp.administration.models import OperatorRole
from idp.audit import audit


def end_roles(session: Session, account_id: str, actor: Actor) -> None:
    """Take every role away. The caller has found that the actor may refuse the account."""
    ended = delete(OperatorRole).where(OperatorRole.account_id == account_id).returning(OperatorRole.role)
    for role in sorted(session.scalars(ended)):
        audit(session, actor, "operator_role.revoked", subject=account_id, role=role)
