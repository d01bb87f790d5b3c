"""Finding a membership."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from idp.organizations.models import Membership


def find_membership(session: Session, account_id: str, organization_id: str) -> Membership | None:
    """The membership of an account in an organization, held until the transaction ends."""
    return session.scalar(
        select(Membership)
        .where(Membership.account_id == account_id, Membership.organization_id == organization_id)
        .with_for_update()
    )
