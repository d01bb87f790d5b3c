"""Changing the profile."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from idp.accounts.locks import hold_account
from idp.actors import Actor
from idp.audit import audit


@dataclass(frozen=True, slots=True)
class Profile:
    """What a person may change of the account without proving anything anew."""

    given_name: str
    family_name: str
    language: str


def change_profile(session: Session, account_id: str, profile: Profile, actor: Actor) -> bool:
    """Store what differs; False when nothing does. The names of what was changed are recorded, not the values.

    Raises SignedOutMeanwhile.
    """
    account = hold_account(session, account_id, actor.session_id)
    names = ("given_name", "family_name", "language")
    changed = [name for name in names if getattr(account, name) != getattr(profile, name)]
    for name in changed:
        setattr(account, name, getattr(profile, name))
    if changed:
        audit(session, actor, "profile.changed", subject=account_id, changed=changed)
    return bool(changed)
