"""Finding customers by their numbers, former ones too."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from idp.customers.models import CustomerLink, CustomerNumber, CustomerRecord

_BY_KEY = (
    select(CustomerRecord)
    .join(CustomerNumber, CustomerNumber.customer_id == CustomerRecord.id)
    .where(CustomerNumber.register == bindparam("register"), CustomerNumber.key == bindparam("key"))
)


def find_customer(session: Session, register: str, key: str) -> CustomerRecord | None:
    """The record that a number leads to, in whatever state; ``key`` is the form in which numbers are compared."""
    return session.scalar(_BY_KEY, {"register": register, "key": key})


def find_merged_record(session: Session, customer_id: str | None) -> CustomerRecord | None:
    """The record of an id, or that which it was merged into in the end; None without one."""
    record = session.get(CustomerRecord, customer_id) if customer_id else None
    while record is not None and record.merged_into_id is not None:
        record = session.get(CustomerRecord, record.merged_into_id)
    return record


@dataclass(frozen=True, slots=True)
class Numbered:
    """A record and whether it was found by its present number."""

    record: CustomerRecord
    is_present: bool


def find_customers_by_keys(session: Session, register: str, keys: Collection[str]) -> Mapping[str, Numbered]:
    """The records of many numbers, by their keys. One statement."""
    rows = session.execute(
        select(CustomerNumber.key, CustomerRecord, CustomerNumber.ended_at.is_(None))
        .join(CustomerRecord, CustomerRecord.id == CustomerNumber.customer_id)
        .where(CustomerNumber.register == register, CustomerNumber.key.in_(keys))
    )
    return {row[0]: Numbered(row[1], row[2]) for row in rows}


def linked_keys(session: Session, account_id: str, registers: Collection[str]) -> frozenset[tuple[str, str]]:
    """The numbers of the customers that an account is linked to, former ones too, each as register and key. One
    statement, whatever there is."""
    rows = session.execute(
        select(CustomerNumber.register, CustomerNumber.key)
        .join(CustomerLink, CustomerLink.customer_id == CustomerNumber.customer_id)
        .where(CustomerLink.account_id == account_id, CustomerNumber.register.in_(registers))
    )
    return frozenset((row[0], row[1]) for row in rows)


def numbers_of(session: Session, customer_ids: Collection[str]) -> Mapping[str, Sequence[CustomerNumber]]:
    """The numbers of records by their ids, the present one first. One statement."""
    found: dict[str, list[CustomerNumber]] = {customer_id: [] for customer_id in customer_ids}
    for number in session.scalars(select(CustomerNumber).where(CustomerNumber.customer_id.in_(customer_ids))):
        found[number.customer_id].append(number)
    for numbers in found.values():
        numbers.sort(key=lambda number: (number.ended_at is not None, number.key))
    return found
