"""Changing the profile."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from idp.accounts.models import Account
from idp.audit import record
from idp.infrastructure.request_info import RequestInfo


@dataclass(frozen=True, slots=True)
class Profile:
    """What a person may change of the account without proving anything anew."""

    given_name: str
    family_name: str
    language: str


def change_profile(
    session: Session, account_id: str, profile: Profile, *, portal: str, request_info: RequestInfo
) -> bool:
    """Store what differs; False when nothing does. The names of what was changed are recorded, not the values."""
    account = session.get_one(Account, account_id, with_for_update=True)
    names = ("given_name", "family_name", "language")
    changed = [name for name in names if getattr(account, name) != getattr(profile, name)]
    for name in changed:
        setattr(account, name, getattr(profile, name))
    if changed:
        record(
            session,
            "profile.changed",
            actor=account_id,
            subject=account_id,
            portal=portal,
            ip=request_info.ip,
            changed=changed,
        )
    return bool(changed)
