"""Linking an account to the customer of a number that came with it: from an operator or from another system."""

from datetime import datetime

from sqlalchemy.orm import Session

from idp.actors import Actor
from idp.customers.changes import CustomerFacts, create_customer
from idp.customers.errors import InvalidCustomerFact
from idp.customers.links import link_account, linked_accounts
from idp.customers.lookup import find_customer
from idp.customers.models import CustomerLink, CustomerRecord
from idp.customers.registers import Register
from idp.customers.written import WrittenNumber


def note_number(session: Session, account_id: str, register: Register, number: str, actor: Actor) -> CustomerLink:
    """Link the account to the customer of a number, with a record of the number alone where the register has none.

    Raises CustomerFull, InvalidCustomerFact.
    """
    return link_account(session, account_id, _find_or_create(session, register, number), actor)


def note_imported_number(
    session: Session, account_id: str, register: Register, number: str, actor: Actor, *, begun_at: datetime
) -> CustomerLink:
    """The same for an account of a file, which knows how many accounts a customer has: there is always room. Those who
    were linked before the import began are told. Raises InvalidCustomerFact."""
    record = _find_or_create(session, register, number)
    holders = linked_accounts(session, record.id)
    if account_id not in holders:
        record.accounts_allowed = max(record.accounts_allowed, len(holders) + 1)
    return link_account(session, account_id, record, actor, told_before=begun_at)


def _find_or_create(session: Session, register: Register, number: str) -> CustomerRecord:
    key = register.number_key(number)
    if key is None:
        raise InvalidCustomerFact(name="number")
    found = find_customer(session, register.key, key)
    return found or create_customer(session, register.key, CustomerFacts(number=WrittenNumber(number.strip(), key)))
