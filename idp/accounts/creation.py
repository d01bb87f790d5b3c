"""The account of a person who has proved that an address is theirs."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from idp.accounts.models import Account
from idp.infrastructure.clock import current_time
from idp.infrastructure.database import insert_or_leave
from idp.infrastructure.ids import new_id


@dataclass(frozen=True, slots=True, kw_only=True)
class NewPerson:
    """The checked entries of a form. ``email`` is canonical; ``password_rules_met`` are the fingerprints of the
    password rules, of all portals, that the password meets."""

    email: str
    given_name: str
    family_name: str
    language: str
    password_hash: str
    password_rules_met: tuple[str, ...] = ()


def create_proved_account(session: Session, person: NewPerson) -> str | None:
    """The new account's id; None where the address has got an account meanwhile, which is left alone."""
    now, account_id = current_time(), new_id("acc")
    values = {
        "id": account_id,
        "email": person.email,
        "email_verified_at": now,
        "given_name": person.given_name,
        "family_name": person.family_name,
        "language": person.language,
        "claims": {},
        "password_hash": person.password_hash,
        "password_rules_met": person.password_rules_met,
        "password_changed_at": now,
        "created_at": now,
        "updated_at": now,
    }
    return account_id if insert_or_leave(session, Account, values, unique=[Account.email]) else None
