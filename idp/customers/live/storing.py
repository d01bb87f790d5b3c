"""Storing what the operator's system answered: the customer as a record, and that it was answered."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from idp.customers.changes import (
    CustomerFacts,
    add_former_number,
    create_customer,
    renumber_customer,
    update_customer,
)
from idp.customers.live.models import CustomerLookup
from idp.customers.lookup import find_customers_by_keys
from idp.customers.models import CustomerRecord
from idp.customers.registers import Register
from idp.infrastructure.database import insert_or_leave
from idp.infrastructure.ids import new_id


def store_answer(
    session: Session, register: Register, key: str, facts: CustomerFacts | None, now: datetime
) -> str | None:
    """The id of the customer's record; None where the system knows none. A record that is there and of which it knows
    nothing stays."""
    answer = _hold_answer(session, register, key, now)
    customer_id = _store_customer(session, register.key, facts).id if facts is not None else None
    answer.customer_id, answer.answered_at = customer_id, now
    session.flush()
    return customer_id


def _hold_answer(session: Session, register: Register, key: str, now: datetime) -> CustomerLookup:
    """The row of the answer, held until the transaction ends: those who store an answer about one number take turns."""
    values = {"id": new_id("clu"), "register": register.key, "key": key, "answered_at": now}
    insert_or_leave(session, CustomerLookup, values, unique=[CustomerLookup.register, CustomerLookup.key])
    statement = select(CustomerLookup).where(CustomerLookup.register == register.key, CustomerLookup.key == key)
    return session.scalars(statement.with_for_update().execution_options(populate_existing=True)).one()


def find_answer(session: Session, register: Register, key: str) -> CustomerLookup | None:
    """The last answer about a number."""
    return session.scalar(
        select(CustomerLookup).where(CustomerLookup.register == register.key, CustomerLookup.key == key)
    )


def _store_customer(session: Session, register: str, facts: CustomerFacts) -> CustomerRecord:
    """Found by the present number, else by a former one. A former number that leads to another record stays there: who
    merges customers is the operator."""
    keys = [facts.number.key, *(former.key for former in facts.former_numbers)]
    known = find_customers_by_keys(session, register, keys)
    found = next((known[key].record for key in keys if key in known), None)
    if found is None:
        return create_customer(session, register, facts)
    renumber_customer(session, found, facts.number)
    for former in facts.former_numbers:
        add_former_number(session, found, former)
    update_customer(found, facts)
    return found
