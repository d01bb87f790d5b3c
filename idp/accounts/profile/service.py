"""Changing the profile."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from idp.accounts.models import Account
from idp.actors import Actor
from idp.audit import audit


@dataclass(frozen=True, slots=True)
class Profile:
    """What a person may change of the account without proving anything anew."""

    given_name: str
    family_name: str
    language: str


def change_profile(session: Session, account_id: str, profile: Profile, actor: Actor) -> bool:
    """Store what differs; False when nothing does. The names of what was changed are recorded, not the values."""
    account = session.get_one(Account, account_id, with_for_update=True)
    names = ("given_name", "family_name", "language")
    changed = [name for name in names if getattr(account, name) != getattr(profile, name)]
    for name in changed:
        setattr(account, name, getattr(profile, name))
    if changed:
        audit(session, actor, "profile.changed", subject=account_id, changed=changed)
    return bool(changed)
