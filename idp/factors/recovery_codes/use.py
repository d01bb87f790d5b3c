"""Using a code in place of a lost factor, and telling its owner."""

from sqlalchemy import func, select

from idp.accounts.models import Account
from idp.accounts.notices import notify
from idp.accounts.security.alerts import issue_secure_link
from idp.actors import Actor
from idp.audit import audit
from idp.factors.recovery_codes.codes import redeem_code
from idp.factors.recovery_codes.messages import RecoveryCodeUsed
from idp.factors.recovery_codes.models import RecoveryCode
from idp.infrastructure.clock import current_time
from idp.infrastructure.database import transaction


def use_code(account_id: str, typed: str, actor: Actor) -> bool:
    """Use a code up, in a transaction of its own with the notice of it; False where there is no such unused code."""
    now = current_time()
    with transaction() as session:
        if not redeem_code(session, account_id, typed, now):
            return False
        remaining = session.scalar(
            select(func.count())
            .select_from(RecoveryCode)
            .where(RecoveryCode.account_id == account_id, RecoveryCode.used_at.is_(None))
        )
        account = session.get_one(Account, account_id)
        audit(session, actor, "recovery_code.used", subject=account_id, remaining=remaining)
        secure = issue_secure_link(session, account, RecoveryCodeUsed, actor)
        message = RecoveryCodeUsed(
            asked_by=actor.request_info,
            used_at=now,
            remaining=remaining or 0,
            secure_link=secure.url,
            secure_until=secure.valid_until,
            name=account.name,
        )
        notify(session, account, message, actor)
        return True
