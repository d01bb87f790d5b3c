"""Passkeys as a factor."""

from sqlalchemy import delete, update
from sqlalchemy.orm import Session

from idp.factors.factor import Factor, FactorItem
from idp.factors.passkeys.models import Passkey
from idp.factors.passkeys.stored import passkeys_of
from idp.infrastructure.web.i18n import lazy_gettext
from idp.protocol.authentication_methods import AMR_PASSKEY


class Passkeys(Factor):
    """A key that stays on the person's device or in the password manager."""

    key = "passkeys"
    amr = (AMR_PASSKEY,)
    label = lazy_gettext("Passkey")
    added = lazy_gettext("Passkey created")
    description = lazy_gettext("Sign in with your fingerprint, your face, the PIN of your device or a security key.")
    icon = "passkey"
    verify_endpoint = "passkeys.verify"
    enrol_endpoint = "passkeys.enrol"
    manage_endpoint = "passkeys.manage"
    # One for each device and a key as a reserve, for people with many devices.
    most_items = 20

    def items(self, account_id: str) -> list[FactorItem]:
        return [FactorItem(each.id, each.name, each.created_at, each.last_used_at) for each in passkeys_of(account_id)]

    def remove(self, session: Session, account_id: str, item_id: str) -> str | None:
        own = (Passkey.id == item_id, Passkey.account_id == account_id)
        return session.scalar(delete(Passkey).where(*own).returning(Passkey.name))

    def rename(self, session: Session, account_id: str, item_id: str, name: str) -> bool:
        own = (Passkey.id == item_id, Passkey.account_id == account_id)
        return session.scalar(update(Passkey).where(*own).values(name=name).returning(Passkey.id)) is not None

    def remove_all(self, session: Session, account_id: str) -> None:
        session.execute(delete(Passkey).where(Passkey.account_id == account_id))
