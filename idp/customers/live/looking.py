"""Looking up a customer by number: in the register, or asked of the operator's system where the settings name one."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum, auto

import structlog
from sqlalchemy.exc import IntegrityError

from idp.customers.changes import CustomerFacts
from idp.customers.live.asking import SystemDown, ask
from idp.customers.live.models import CustomerLookup
from idp.customers.live.storing import find_answer, store_answer
from idp.customers.lookup import find_customer
from idp.customers.registers import Register
from idp.customers.written import WrittenNumber
from idp.infrastructure.clock import current_time
from idp.infrastructure.database import is_in_transaction, reading, transaction

_log = structlog.get_logger(__name__)


class LookupOutcome(Enum):
    """What came of looking for a customer."""

    FOUND = auto()
    NONE = auto()
    """No customer has the number."""
    DOWN = auto()
    """The system does not answer, and no answer from before may stand in: whether there is a customer is not known."""


@dataclass(frozen=True, slots=True)
class Sought:
    """What came of it, and the id of the customer's record where one was found."""

    outcome: LookupOutcome
    customer_id: str | None = None

    @classmethod
    def of(cls, customer_id: str | None) -> "Sought":
        """A customer that was found, or None for a number that leads to none."""
        return cls(LookupOutcome.NONE if customer_id is None else LookupOutcome.FOUND, customer_id)


def look_up(register: Register, number: str) -> Sought:
    """The customer of a number, however that is written. The system is asked outside any transaction: called in one, it
    raises RuntimeError."""
    if is_in_transaction():
        raise RuntimeError("the operator's system is asked within a transaction")
    key = register.number_key(number)
    if key is None:
        return Sought(LookupOutcome.NONE)
    lookup = register.settings.lookup
    if lookup.url is None or lookup.secret is None:
        return _find(register, key)
    now, asked = current_time(), WrittenNumber(number.strip(), key)
    before = _last_answer(register, key)
    if before is not None and now - before.answered_at < timedelta(minutes=lookup.cache_minutes):
        return Sought.of(before.customer_id)
    try:
        facts = ask(register, asked, lookup.url, lookup.secret)
    except SystemDown as down:
        may_stand_in = before is not None and now - before.answered_at < timedelta(hours=lookup.stale_hours)
        _log.warning("customer lookup failed", register=register.key, error=str(down), stands_in=may_stand_in)
        return Sought.of(before.customer_id) if before is not None and may_stand_in else Sought(LookupOutcome.DOWN)
    return Sought.of(_store(register, asked, facts, now))


def _find(register: Register, key: str) -> Sought:
    with reading() as session:
        record = find_customer(session, register.key, key)
        return Sought.of(record.id if record else None)


def _last_answer(register: Register, key: str) -> CustomerLookup | None:
    with reading() as session:
        return find_answer(session, register, key)


def _store(register: Register, asked: WrittenNumber, facts: CustomerFacts | None, now: datetime) -> str | None:
    """Once more where another request has stored a customer with one of the numbers at the same moment."""
    try:
        with transaction() as session:
            return store_answer(session, register, asked.key, facts, now)
    except IntegrityError:
        with transaction() as session:
            return store_answer(session, register, asked.key, facts, now)
