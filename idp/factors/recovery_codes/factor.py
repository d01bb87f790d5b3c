"""Recovery codes as a factor."""

from datetime import datetime

from sqlalchemy import delete
from sqlalchemy.orm import Session

from idp.factors.factor import Factor, FactorItem
from idp.factors.recovery_codes.codes import count_unused, made_at
from idp.factors.recovery_codes.models import RecoveryCode
from idp.infrastructure.web.i18n import lazy_gettext
from idp.protocol.authentication_methods import AMR_ONE_TIME_CODE


class RecoveryCodes(Factor):
    """Codes on paper: a way out beside another factor, never a reason to be asked."""

    key = "recovery_codes"
    amr = (AMR_ONE_TIME_CODE,)
    is_standalone = False
    label = lazy_gettext("Recovery codes")
    added = lazy_gettext("Recovery codes created")
    description = lazy_gettext("One-time codes to keep in a safe place.")
    icon = "lifebuoy"
    verify_endpoint = "recovery_codes.verify"
    enrol_endpoint = "recovery_codes.create"

    def items(self, account_id: str) -> list[FactorItem]:
        """None: a set is counted, not listed."""
        return []

    def is_enrolled(self, account_id: str) -> bool:
        return count_unused(account_id) > 0

    def remaining(self, account_id: str) -> int | None:
        return count_unused(account_id)

    def remove_since(self, session: Session, account_id: str, since: datetime) -> list[str]:
        """A set has no name."""
        made = made_at(account_id)
        if made is None or made < since:
            return []
        self.remove_all(session, account_id)
        return [""]

    def remove_all(self, session: Session, account_id: str) -> None:
        session.execute(delete(RecoveryCode).where(RecoveryCode.account_id == account_id))
