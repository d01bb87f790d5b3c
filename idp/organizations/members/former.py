"""Accounts that belonged to an organization before, and have to ask when they want to come back."""

from sqlalchemy import ColumnElement, exists, or_
from sqlalchemy.orm import Session

from idp.infrastructure.clock import current_time
from idp.infrastructure.database import insert_or_leave
from idp.organizations.models import FormerMember, Membership, Organization


def note_former_member(session: Session, organization_id: str, account_id: str) -> None:
    """Remember that the membership of the account has ended."""
    values = {"organization_id": organization_id, "account_id": account_id, "ended_at": current_time()}
    unique = [FormerMember.organization_id, FormerMember.account_id]
    insert_or_leave(session, FormerMember, values, unique=unique)


def belonged_before(account_id: str) -> ColumnElement[bool]:
    """Whether the account was a member of the organization of a statement: its membership was ended, or ran out."""
    ended = exists().where(FormerMember.organization_id == Organization.id, FormerMember.account_id == account_id)
    ran_out = exists().where(Membership.organization_id == Organization.id, Membership.account_id == account_id)
    return or_(ended, ran_out)
