"""Importing a file of customers: new records are made, known ones changed, as the file says.

A record is found by its number or by a former one, so a file that names both renumbers it. What the file does not name
stays: no record is deleted or closed by being left out.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from idp.actors import Actor, Permission
from idp.administration.customers.facts import Problems
from idp.administration.customers.reading import ReadCustomer, read_customers
from idp.administration.errors import ImportOvertaken
from idp.administration.files.batches import Progress
from idp.administration.files.problems import RowTally
from idp.administration.files.source import Source
from idp.audit import audit
from idp.customers.changes import (
    CustomerFacts,
    add_former_number,
    create_customer,
    news_of,
    renumber_customer,
    update_customer,
)
from idp.customers.lookup import Numbered, find_customers_by_keys
from idp.customers.models import CustomerRecord
from idp.customers.registers import Register
from idp.infrastructure.database import reading, transaction
from idp.organizations.models import Organization


@dataclass(slots=True, kw_only=True)
class CustomerTally(RowTally):
    """Rows by what became of them, or would."""

    new: int = 0
    changed: int = 0
    renumbered: int = 0
    unchanged: int = 0

    def count(self, row: ReadCustomer, found: "_Found") -> None:
        """Add a row."""
        self.count_row(row.unit, row.left_out)
        if row.facts is None or found.problems:
            self.count_invalid(row.line, found.problems)
        elif found.record is None:
            self.new += 1
        elif found.is_renumbered:
            self.renumbered += 1
        elif news_of(found.record, row.facts):
            self.changed += 1
        else:
            self.unchanged += 1


def examine_customers(source: Source, register: Register, progress: Progress, actor: Actor) -> CustomerTally:
    """Read the whole file and say what an import would do; nothing is stored. Raises UnreadableFile, Forbidden."""
    actor.demand(Permission.CUSTOMERS_MANAGE)
    tally = CustomerTally()
    for batch in read_customers(source, register.settings):
        with reading() as session:
            _examine(session, register, batch, tally)
        progress(len(batch))
    return tally


def import_customers(source: Source, register: Register, progress: Progress, actor: Actor) -> CustomerTally:
    """Store what the file says, some rows at a time: a row that can't be imported is left out, and named.

    Raises Forbidden, UnreadableFile; ImportOvertaken where another import has taken a number meanwhile: what was stored
    before that stays, and the file can be imported again.
    """
    actor.demand(Permission.CUSTOMERS_MANAGE)
    tally = CustomerTally()
    try:
        for batch in read_customers(source, register.settings):
            with transaction() as session:
                _store(session, register, batch, tally)
            progress(len(batch))
    except IntegrityError as error:
        raise ImportOvertaken from error
    with transaction() as session:
        audit(
            session,
            actor,
            "customers.imported",
            subject=register.key,
            rows=tally.rows,
            new=tally.new,
            changed=tally.changed,
            renumbered=tally.renumbered,
        )
    return tally


@dataclass(frozen=True, slots=True)
class _Found:
    """What a row is about: a record that is there, or none; or why it can't be taken."""

    record: CustomerRecord | None = None
    is_renumbered: bool = False
    problems: Problems = field(default_factory=list)


def _examine(session: Session, register: Register, batch: list[ReadCustomer], tally: CustomerTally) -> list[_Found]:
    """What each row is about, counted. Two statements for the whole batch."""
    keys = [each.key for row in batch if row.facts for each in (row.facts.number, *row.facts.former_numbers)]
    known = find_customers_by_keys(session, register.key, keys)
    named = {row.facts.organization_id for row in batch if row.facts} - {None}
    organizations = set(session.scalars(select(Organization.id).where(Organization.id.in_(named))))
    found = [_find(row, known, organizations) for row in batch]
    for row, each in zip(batch, found, strict=True):
        tally.count(row, each)
    return found


def _find(row: ReadCustomer, known: Mapping[str, Numbered], organizations: Collection[str]) -> _Found:
    if row.facts is None:
        return _Found(problems=row.problems)
    if row.facts.organization_id is not None and row.facts.organization_id not in organizations:
        return _Found(problems=[("organization_id", "is of no organization")])
    keys = [row.facts.number.key, *(former.key for former in row.facts.former_numbers)]
    records = {known[key].record.id: known[key].record for key in keys if key in known}
    if len(records) > 1:
        return _Found(problems=[("former_numbers", "are of several customers, who must be merged first")])
    if not records:
        return _Found()
    present = known.get(row.facts.number.key)
    return _Found(next(iter(records.values())), is_renumbered=present is None or not present.is_present)


def _store(session: Session, register: Register, batch: list[ReadCustomer], tally: CustomerTally) -> None:
    for row, found in zip(batch, _examine(session, register, batch, tally), strict=True):
        if row.facts is not None and not found.problems:
            _store_row(session, register, row.facts, found)
    session.flush()
    # Forget what was written, so that the memory does not grow with the file.
    session.expunge_all()


def _store_row(session: Session, register: Register, facts: CustomerFacts, found: _Found) -> None:
    if found.record is None:
        create_customer(session, register.key, facts)
        return
    if found.is_renumbered:
        renumber_customer(session, found.record, facts.number)
    for former in facts.former_numbers:
        add_former_number(session, found.record, former)
    update_customer(found.record, facts)
