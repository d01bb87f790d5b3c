"""Recording what happened to a membership."""

from typing import Any

from sqlalchemy.orm import Session

from idp.actors import Actor
from idp.audit import audit


def record_membership(
    session: Session, actor: Actor, action: str, account_id: str, organization_id: str, **details: Any
) -> None:
    """Write down an event about a member, which the organization's own history tells as well."""
    audit(session, actor, action, subject=account_id, organization=organization_id, **details)
