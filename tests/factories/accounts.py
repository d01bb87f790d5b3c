"""People."""

from functools import cache
from itertools import count
from typing import Any

from argon2 import PasswordHasher

from idp.accounts.models import Account
from idp.customers.canonical import number_key
from idp.customers.changes import CustomerFacts, create_customer
from idp.customers.lookup import find_customer
from idp.customers.models import CustomerLink
from idp.customers.written import WrittenNumber
from idp.infrastructure.clock import current_time
from idp.portals.password_rules import password_rules_fingerprint
from idp.settings import DEFAULT_REGISTER, PasswordPolicy
from tests.provisioning.databases import Database

PASSWORD = "Korrekt-Pferd-Batterie-7"
_numbers = count(1)
# As cheap as the suite's settings, so that a sign-in does not store a better hash.
_hasher = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)


def create_account(
    database: Database,
    *,
    password: str | None = PASSWORD,
    customer_number: str | None = None,
    register: str = DEFAULT_REGISTER,
    **values: Any,
) -> Account:
    """A person with a confirmed address and a password; ``password=None`` for one who has none yet. With a
    ``customer_number``, the account is linked to its customer, who is created where the register has none."""
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
    if customer_number is not None:
        with database.transaction() as session:
            number = _written(customer_number)
            known = find_customer(session, register, number.key)
            record = known or create_customer(session, register, CustomerFacts(number=number))
            session.add(CustomerLink(customer_id=record.id, account_id=account.id))
    return account


def _written(number: str) -> WrittenNumber:
    key = number_key(number, ignore_leading_zeros=True)
    assert key is not None
    return WrittenNumber(number, key)


@cache
def hash_password(password: str) -> str:
    """A stored hash; the same one for the same password, because nothing depends on its salt."""
    return _hasher.hash(password)
