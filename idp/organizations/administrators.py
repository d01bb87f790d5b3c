"""Who administers an organization: the people whom its other members ask."""

from collections.abc import Sequence

from sqlalchemy import select

from idp.accounts.models import Account
from idp.accounts.summaries import AccountSummary, account_summaries
from idp.infrastructure.clock import current_time
from idp.infrastructure.database import connection
from idp.organizations.live import LIVES
from idp.organizations.models import MemberRole, Membership

_MOST = 5


def find_administrators(organization_id: str) -> Sequence[AccountSummary]:
    """The first of them, the longest membership first; read outside any transaction."""
    statement = (
        select(Membership.account_id)
        .join(Account, Account.id == Membership.account_id)
        .where(
            Membership.organization_id == organization_id,
            Membership.role == MemberRole.ADMINISTRATOR.value,
            Account.disabled_at.is_(None),
            LIVES,
        )
        .order_by(Membership.created_at, Membership.id)
        .limit(_MOST)
    )
    found = connection().execute(statement, {"now": current_time()}).scalars().all()
    summaries = account_summaries(found)
    return [summaries[account_id] for account_id in found if account_id in summaries]
