"""The authenticator app as a factor."""

from sqlalchemy import bindparam, delete, select, update
from sqlalchemy.orm import Session

from idp.factors.factor import Factor, FactorItem
from idp.factors.totp.models import TotpSecret
from idp.infrastructure.database import connection
from idp.infrastructure.web.i18n import lazy_gettext
from idp.protocol.authentication_methods import AMR_ONE_TIME_CODE

_MINE = (
    select(TotpSecret.id, TotpSecret.name, TotpSecret.created_at, TotpSecret.last_used_at)
    .where(TotpSecret.account_id == bindparam("account"), TotpSecret.confirmed_at.is_not(None))
    .order_by(TotpSecret.created_at.desc(), TotpSecret.id)
)


class Totp(Factor):
    """An app that shows a new code every 30 seconds."""

    key = "totp"
    amr = (AMR_ONE_TIME_CODE,)
    label = lazy_gettext("Authenticator app")
    added = lazy_gettext("App connected")
    description = lazy_gettext("An app on your phone shows a new code every 30 seconds.")
    icon = "smartphone"
    verify_endpoint = "totp.verify"
    enrol_endpoint = "totp.enrol"

    def items(self, account_id: str) -> list[FactorItem]:
        return [FactorItem(*row) for row in connection().execute(_MINE, {"account": account_id}).all()]

    def remove(self, session: Session, account_id: str, item_id: str) -> str | None:
        own = (TotpSecret.id == item_id, TotpSecret.account_id == account_id)
        return session.scalar(delete(TotpSecret).where(*own).returning(TotpSecret.name))

    def rename(self, session: Session, account_id: str, item_id: str, name: str) -> bool:
        own = (TotpSecret.id == item_id, TotpSecret.account_id == account_id)
        return session.scalar(update(TotpSecret).where(*own).values(name=name).returning(TotpSecret.id)) is not None

    def remove_all(self, session: Session, account_id: str) -> None:
        session.execute(delete(TotpSecret).where(TotpSecret.account_id == account_id))
