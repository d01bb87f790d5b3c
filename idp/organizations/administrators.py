"""Who administers an organization: the people whom its other members ask, and who are told of requests."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, SQLColumnExpression, exists, select
from sqlalchemy.orm import Session, aliased

from idp.accounts.models import Account
from idp.accounts.summaries import AccountSummary
from idp.infrastructure.clock import current_time
from idp.infrastructure.database import reading
from idp.organizations.live import LIVES, lives_at_now
from idp.organizations.models import MemberRole, Membership

_MOST_SHOWN = 5


def read_administrators(session: Session, organization_id: str, most: int) -> Sequence[Account]:
    """The first ``most`` of those who can sign in, the longest membership first."""
    statement = (
        select(Account)
        .join(Membership)
        .where(Membership.organization_id == organization_id, Membership.role == MemberRole.ADMINISTRATOR, LIVES)
        .where(Account.disabled_at.is_(None))
        .order_by(Membership.created_at, Membership.id)
        .limit(most)
    )
    return session.scalars(statement, {"now": current_time()}).all()


def is_administered(
    organization_id: SQLColumnExpression[str] | SQLColumnExpression[str | None],
) -> ColumnElement[bool]:
    """Whether the organization of a column has an administrator at ``:now`` who can sign in."""
    administrator, account = aliased(Membership), aliased(Account)
    return (
        exists()
        .where(administrator.organization_id == organization_id, administrator.role == MemberRole.ADMINISTRATOR)
        .where(lives_at_now(administrator.expires_at))
        .where(account.id == administrator.account_id, account.disabled_at.is_(None))
    )


def find_administrators(organization_id: str) -> Sequence[AccountSummary]:
    """Whom a page names; read outside any transaction."""
    with reading() as session:
        return [AccountSummary.of(each) for each in read_administrators(session, organization_id, _MOST_SHOWN)]
