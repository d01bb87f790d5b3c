"""Changing the personal details of an account."""

from collections.abc import Mapping

from sqlalchemy.orm import Session

from idp.accounts.models import Account
from idp.accounts.personal_details.claims import details_of, with_details
from idp.actors import Actor
from idp.audit import audit


def change_details(session: Session, account_id: str, details: Mapping[str, str], actor: Actor) -> bool:
    """Store what differs; False when nothing does. An empty text takes a detail away. The names of what was changed are
    recorded, not the values."""
    account = session.get_one(Account, account_id, with_for_update=True)
    before = details_of(account.claims)
    changed = [name for name, text in details.items() if before.get(name, "") != text]
    if changed:
        account.claims = with_details(account.claims, details)
        audit(session, actor, "profile.changed", subject=account_id, changed=changed)
    return bool(changed)
