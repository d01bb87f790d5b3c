"""Reading and changing customer records one by one."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from sqlalchemy import or_, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from idp.actors import Actor, Permission
from idp.administration.customers.facts import written_number
from idp.audit import audit
from idp.customers.changes import (
    CustomerFacts,
    create_customer,
    merge_customers,
    renumber_customer,
    update_customer,
)
from idp.customers.errors import CustomerNotFound, CustomerNumberTaken, InvalidCustomerFact
from idp.customers.lookup import find_customer, numbers_of
from idp.customers.models import CustomerNumber, CustomerRecord
from idp.customers.registers import Register
from idp.organizations.models import Organization


@dataclass(frozen=True, slots=True)
class ShownCustomer:
    """A record and its numbers as they are written, the present one first; none once it was merged."""

    record: CustomerRecord
    numbers: Sequence[CustomerNumber]


def search_customers(
    session: Session, register: Register, search: str, limit: int, actor: Actor
) -> Sequence[ShownCustomer]:
    """Records whose name or one of whose numbers contains ``search``, the newest first. Raises Forbidden."""
    actor.demand(Permission.CUSTOMERS_READ)
    statement = select(CustomerRecord).where(CustomerRecord.register == register.key)
    if search:
        numbers = select(CustomerNumber.customer_id).where(
            CustomerNumber.register == register.key, CustomerNumber.number.icontains(search, autoescape=True)
        )
        by_name = CustomerRecord.name.icontains(search, autoescape=True)
        statement = statement.where(or_(by_name, CustomerRecord.id.in_(numbers)))
    newest_first = (CustomerRecord.created_at.desc(), CustomerRecord.id)
    records = session.scalars(statement.order_by(*newest_first).limit(limit)).all()
    numbers_by_id = numbers_of(session, [record.id for record in records])
    return [ShownCustomer(record, numbers_by_id[record.id]) for record in records]


def get_customer(session: Session, register: Register, number: str, actor: Actor) -> ShownCustomer:
    """The record that a number leads to. Raises CustomerNotFound, InvalidCustomerFact, Forbidden."""
    actor.demand(Permission.CUSTOMERS_READ)
    record = get_record(session, register, number)
    return ShownCustomer(record, numbers_of(session, [record.id])[record.id])


def add_customer_record(session: Session, register: Register, facts: CustomerFacts, actor: Actor) -> CustomerRecord:
    """A new record. Raises CustomerNumberTaken, InvalidCustomerFact, Forbidden."""
    actor.demand(Permission.CUSTOMERS_MANAGE)
    for each in (facts.number, *facts.former_numbers):
        if find_customer(session, register.key, each.key) is not None:
            raise CustomerNumberTaken(number=each.number)
    _check_organization(session, facts)
    with _number_decides(facts.number.number):
        record = create_customer(session, register.key, facts)
        session.flush()
    _record(session, actor, "customer.created", record)
    return record


def change_customer(session: Session, register: Register, facts: CustomerFacts, actor: Actor) -> bool:
    """Store what is said of the customer of a number; False where it was so. Raises CustomerNotFound,
    InvalidCustomerFact, Forbidden."""
    actor.demand(Permission.CUSTOMERS_MANAGE)
    record = get_record(session, register, facts.number.number)
    _check_organization(session, facts)
    if not update_customer(record, facts):
        return False
    _record(session, actor, "customer.changed", record)
    return True


def change_number(session: Session, register: Register, number: str, new_number: str, actor: Actor) -> bool:
    """Give the customer of ``number`` a new one; False where it is the present one. Raises CustomerNotFound,
    CustomerNumberTaken, InvalidCustomerFact, Forbidden."""
    actor.demand(Permission.CUSTOMERS_MANAGE)
    record = get_record(session, register, number)
    with _number_decides(new_number):
        if not renumber_customer(session, record, written_number(new_number, register.settings)):
            return False
    _record(session, actor, "customer.renumbered", record)
    return True


def merge(session: Session, register: Register, number: str, into: str, actor: Actor) -> CustomerRecord:
    """Let all numbers of one customer lead to another one. Raises CustomerNotFound, SameCustomer, Forbidden."""
    actor.demand(Permission.CUSTOMERS_MANAGE)
    record, target = get_record(session, register, number), get_record(session, register, into)
    merge_customers(session, record, target)
    _record(session, actor, "customer.merged", record, into=target.id)
    return target


def get_record(session: Session, register: Register, number: str) -> CustomerRecord:
    """The record that a number leads to, for services that have demanded their permission. Raises CustomerNotFound,
    InvalidCustomerFact."""
    record = find_customer(session, register.key, written_number(number, register.settings).key)
    if record is None:
        raise CustomerNotFound(number=number)
    return record


def _check_organization(session: Session, facts: CustomerFacts) -> None:
    if facts.organization_id is not None and session.get(Organization, facts.organization_id) is None:
        raise InvalidCustomerFact(name="organization")


@contextmanager
def _number_decides(number: str) -> Iterator[None]:
    """Of changes at once that want the same number, one gets it. Raises CustomerNumberTaken."""
    try:
        yield
    except IntegrityError as error:
        raise CustomerNumberTaken(number=number) from error


def _record(session: Session, actor: Actor, action: str, record: CustomerRecord, **facts: str) -> None:
    """Without name and number: what happened is kept for years."""
    audit(session, actor, action, subject=record.id, register=record.register, **facts)
