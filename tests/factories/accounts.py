"""People."""

from functools import cache
from itertools import count
from typing import Any

from argon2 import PasswordHasher

from idp.accounts.models import Account
from idp.infrastructure.clock import current_time
from idp.portals.password_rules import password_rules_fingerprint
from idp.settings import PasswordPolicy
from tests.provisioning.databases import Database

PASSWORD = "Korrekt-Pferd-Batterie-7"
_numbers = count(1)
# As cheap as the suite's settings, so that a sign-in does not store a better hash.
_hasher = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)


def create_account(database: Database, *, password: str | None = PASSWORD, **values: Any) -> Account:
    """A person with a confirmed address and a password; ``password=None`` for one who has none yet."""
    number = next(_numbers)
    given = {
        # As if it had been typed at each of the suite's own portals.
        "password_rules_met": (password_rules_fingerprint(PasswordPolicy()),),
        "email": f"person{number}@example.test",
        "email_verified_at": current_time(),
        "given_name": "Ada",
        "family_name": f"Beispiel {number}",
        "password_hash": hash_password(password) if password else None,
        "password_changed_at": current_time() if password else None,
    }
    account = Account(**given | values)
    database.save(account)
    return account


@cache
def hash_password(password: str) -> str:
    """A stored hash; the same one for the same password, because nothing depends on its salt."""
    return _hasher.hash(password)
