"""Changing customer records: creating, renumbering, merging, closing.

A number is never taken from the register: it leads to its record, or to that into which its record was merged.
"""

from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import update
from sqlalchemy.orm import Session

from idp.customers.devices.models import CustomerDevice, CustomerDeviceUse
from idp.customers.errors import CustomerNumberTaken, SameCustomer
from idp.customers.links import hold_record, move_links
from idp.customers.live.models import CustomerLookup
from idp.customers.lookup import find_customer
from idp.customers.models import CustomerNumber, CustomerRecord, CustomerState
from idp.customers.written import WrittenNumber
from idp.infrastructure.clock import current_time


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerFacts:
    """What a system says of a customer, each value checked; None for what it says nothing of."""

    number: WrittenNumber
    former_numbers: tuple[WrittenNumber, ...] = ()
    name: str | None = None
    postcodes: tuple[str, ...] | None = None
    state: CustomerState | None = None
    accounts_allowed: int | None = None
    organization_id: str | None = None
    attributes: dict[str, str] = field(default_factory=dict)


def create_customer(session: Session, register: str, facts: CustomerFacts) -> CustomerRecord:
    """A new record with its numbers, none of which the caller has found in the register."""
    record = CustomerRecord(
        register=register,
        name=facts.name or "",
        postcodes=facts.postcodes or (),
        state=(facts.state or CustomerState.ACTIVE).value,
        accounts_allowed=facts.accounts_allowed or 1,
        organization_id=facts.organization_id,
        attributes=facts.attributes,
    )
    session.add(record)
    session.flush()
    now = current_time()
    session.add_all(
        CustomerNumber(register=register, key=each.key, number=each.number, customer_id=record.id, ended_at=ended_at)
        for each, ended_at in [(facts.number, None), *((former, now) for former in facts.former_numbers)]
    )
    return record


def news_of(record: CustomerRecord, facts: CustomerFacts) -> dict[str, Any]:
    """What is said of the record and is otherwise in it, by its columns. Attributes that are not named stay."""
    said = {
        "name": facts.name,
        "postcodes": facts.postcodes,
        "state": facts.state.value if facts.state else None,
        "accounts_allowed": facts.accounts_allowed,
        "organization_id": facts.organization_id,
        "attributes": {**record.attributes, **facts.attributes},
    }
    return {name: value for name, value in said.items() if value is not None and value != getattr(record, name)}


def update_customer(record: CustomerRecord, facts: CustomerFacts) -> bool:
    """Store what is said and was otherwise; whether anything was."""
    news = news_of(record, facts)
    for name, value in news.items():
        setattr(record, name, value)
    return bool(news)


def renumber_customer(session: Session, record: CustomerRecord, number: WrittenNumber) -> bool:
    """Make this the present number of the record; the one before leads to it as a former one.

    False where it is the present one. Raises CustomerNumberTaken where the number leads to another record.
    """
    holder = find_customer(session, record.register, number.key)
    if holder is not None and holder.id != record.id:
        raise CustomerNumberTaken(number=number.number)
    present = session.get(CustomerNumber, (record.register, number.key))
    if present is not None and present.ended_at is None:
        return False
    _end_present(session, record.id)
    if present is not None:
        present.ended_at = None
    else:
        session.add(
            CustomerNumber(register=record.register, key=number.key, number=number.number, customer_id=record.id)
        )
    session.flush()
    return True


def add_former_number(session: Session, record: CustomerRecord, number: WrittenNumber) -> None:
    """Let a number lead to the record that no other record has, unless it does."""
    if session.get(CustomerNumber, (record.register, number.key)) is not None:
        return
    values = {"register": record.register, "key": number.key, "number": number.number, "customer_id": record.id}
    session.add(CustomerNumber(**values, ended_at=current_time()))


def merge_customers(session: Session, record: CustomerRecord, into: CustomerRecord) -> None:
    """Let every number of ``record`` lead to ``into``, and what was merged into it as well; its accounts are linked to
    ``into``, and its devices are those of ``into``. Raises SameCustomer."""
    # Held in one order, so that two mergers of the same two never wait for each other.
    held = {each.id: hold_record(session, each) for each in sorted((record, into), key=lambda each: each.id)}
    record, into = held[record.id], held[into.id]
    if record.id == into.id:
        raise SameCustomer
    move_links(session, record, into)
    for kind in (CustomerDevice, CustomerDeviceUse, CustomerLookup):
        session.execute(update(kind).where(kind.customer_id == record.id).values(customer_id=into.id))
    _end_present(session, record.id)
    session.execute(update(CustomerNumber).where(CustomerNumber.customer_id == record.id).values(customer_id=into.id))
    session.execute(
        update(CustomerRecord).where(CustomerRecord.merged_into_id == record.id).values(merged_into_id=into.id)
    )
    record.state, record.merged_into_id = CustomerState.MERGED.value, into.id


def _end_present(session: Session, customer_id: str) -> None:
    session.execute(
        update(CustomerNumber)
        .where(CustomerNumber.customer_id == customer_id, CustomerNumber.ended_at.is_(None))
        .values(ended_at=current_time())
    )
