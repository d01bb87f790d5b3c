"""Using a code in place of a lost factor, and telling its owner."""

from sqlalchemy import func, select

from idp.accounts.circumstances import Circumstances
from idp.accounts.models import Account
from idp.audit import record
from idp.factors.recovery_codes.codes import claim_code
from idp.factors.recovery_codes.messages import RecoveryCodeUsed
from idp.factors.recovery_codes.models import RecoveryCode
from idp.infrastructure.clock import now
from idp.infrastructure.database import transaction
from idp.mail import enqueue


def use_code(account_id: str, typed: str, by: Circumstances) -> bool:
    """Use a code up, in a transaction of its own with the notice of it; False where there is no such unused code."""
    moment = now()
    with transaction() as session:
        if not claim_code(session, account_id, typed, moment):
            return False
        remaining = session.scalar(
            select(func.count())
            .select_from(RecoveryCode)
            .where(RecoveryCode.account_id == account_id, RecoveryCode.used_at.is_(None))
        )
        account = session.get_one(Account, account_id)
        record(
            session,
            "recovery_code.used",
            actor=account_id,
            subject=account_id,
            portal=by.portal,
            ip=by.request_info.ip,
            remaining=remaining,
        )
        enqueue(
            session,
            RecoveryCodeUsed(
                asked_by=by.request_info,
                used_at=moment,
                remaining=remaining or 0,
                reset_link=by.reset_page,
                name=account.name,
            ),
            recipient=account.email,
            portal=by.portal,
            language=account.language or by.language,
            account_id=account_id,
        )
        return True
