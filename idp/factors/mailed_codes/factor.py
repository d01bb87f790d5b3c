"""The mailed code as a factor."""

from sqlalchemy import bindparam, delete, select
from sqlalchemy.orm import Session

from idp.accounts.models import Account
from idp.factors.factor import Factor, FactorItem
from idp.factors.mailed_codes.models import MailedCode
from idp.infrastructure.database import connection
from idp.infrastructure.web.i18n import lazy_gettext
from idp.portals.demands import PortalDemands
from idp.protocol.authentication_methods import AMR_MAIL

_VERIFIED = select(Account.id).where(
    Account.id == bindparam("account"), Account.email_verified_at.is_not(None), Account.disabled_at.is_(None)
)


class MailedCodes(Factor):
    """Six digits in a mail: better than a password alone, and worth no more than the mailbox."""

    key = "mailed_codes"
    amr = (AMR_MAIL,)
    is_strong = False
    is_standalone = False
    label = lazy_gettext("Code by e-mail")
    description = lazy_gettext("We send a six-digit code to your e-mail address.")
    icon = "mail"
    verify_endpoint = "mailed_codes.verify"

    def is_accepted(self, demands: PortalDemands) -> bool:
        return demands.second_factor.mailed_code

    def items(self, account_id: str) -> list[FactorItem]:
        """None: there is nothing to keep."""
        return []

    def is_enrolled(self, account_id: str) -> bool:
        return connection().execute(_VERIFIED, {"account": account_id}).first() is not None

    def remove_all(self, session: Session, account_id: str) -> None:
        session.execute(delete(MailedCode).where(MailedCode.account_id == account_id))
