"""Which memberships hold, as a condition of the statements themselves."""

from datetime import datetime
from typing import TypeGuard

from sqlalchemy import ColumnElement, SQLColumnExpression, bindparam, exists, or_

from idp.infrastructure.database import UtcDateTime
from idp.organizations.models import Membership


def lives_at_now(expires_at: SQLColumnExpression[datetime | None]) -> ColumnElement[bool]:
    """Whether a membership with this end holds at ``:now``: it has none, or the end lies ahead."""
    return or_(expires_at.is_(None), expires_at > bindparam("now", type_=UtcDateTime()))


LIVES = lives_at_now(Membership.expires_at)
"""A membership holds at ``:now``."""

IS_END_OPEN = or_(Membership.carried_out_end.is_(None), Membership.carried_out_end != Membership.expires_at)
"""The end of a membership was not carried out yet (``members.ending``); in the words of the index."""


def lives(membership: Membership | None, now: datetime) -> TypeGuard[Membership]:
    """The same of a row: there is one, and it holds."""
    return membership is not None and (membership.expires_at is None or membership.expires_at > now)


def is_member(
    account_id: SQLColumnExpression[str] | SQLColumnExpression[str | None] | str,
    organization_id: SQLColumnExpression[str] | SQLColumnExpression[str | None],
) -> ColumnElement[bool]:
    """Whether the account, or that of one column, belongs to the organization of another at ``:now``."""
    return (
        exists()
        .where(Membership.account_id == account_id, Membership.organization_id == organization_id, LIVES)
        .correlate_except(Membership)
    )
