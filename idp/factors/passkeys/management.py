"""A person's list of passkeys: other names for them. Removing is the same for every factor (``factors.overview``)."""

from sqlalchemy import update
from sqlalchemy.orm import Session

from idp.factors.overview.removal import NotYours
from idp.factors.passkeys.models import Passkey


def rename_passkey(session: Session, account_id: str, passkey_id: str, name: str) -> None:
    """Call it something else. Raises NotYours."""
    own = (Passkey.id == passkey_id, Passkey.account_id == account_id)
    renamed = session.scalar(update(Passkey).where(*own).values(name=name).returning(Passkey.id))
    if renamed is None:
        raise NotYours
