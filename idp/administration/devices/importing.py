"""Importing a file of devices: new ones are made, and of known ones is stored whose they are.

No device is deleted by being left out, and none loses its customer by a row that names no customer.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from idp.actors import Actor, Permission
from idp.administration.devices.reading import ReadDevice, read_devices
from idp.administration.errors import ImportOvertaken
from idp.administration.files.batches import Progress
from idp.administration.files.problems import RowTally
from idp.administration.files.records import Problems
from idp.administration.files.source import Source
from idp.audit import audit
from idp.customers.devices.changes import create_device, find_devices
from idp.customers.devices.models import CustomerDevice
from idp.customers.lookup import Numbered, find_customers_by_keys
from idp.customers.registers import Register
from idp.infrastructure.database import reading, transaction


@dataclass(slots=True, kw_only=True)
class DeviceTally(RowTally):
    """Rows by what became of them, or would."""

    new: int = 0
    changed: int = 0
    unchanged: int = 0

    def count(self, row: ReadDevice, found: "_FoundDevice") -> None:
        """Add a row."""
        self.count_row(row.unit, row.left_out)
        if row.facts is None or found.problems:
            self.count_invalid(row.line, found.problems)
        elif found.device is None:
            self.new += 1
        elif found.is_changed:
            self.changed += 1
        else:
            self.unchanged += 1


def examine_devices(source: Source, register: Register, progress: Progress, actor: Actor) -> DeviceTally:
    """Read the whole file and say what an import would do; nothing is stored. Raises UnreadableFile, Forbidden."""
    actor.demand(Permission.CUSTOMERS_MANAGE)
    tally = DeviceTally()
    for batch in read_devices(source, register):
        with reading() as session:
            _examine(session, register, batch, tally)
        progress(len(batch))
    return tally


def import_devices(source: Source, register: Register, progress: Progress, actor: Actor) -> DeviceTally:
    """Store what the file says, some rows at a time: a row that can't be imported is left out, and named.

    Raises Forbidden, UnreadableFile; ImportOvertaken where another import has made a device meanwhile: what was stored
    before that stays, and the file can be imported again.
    """
    actor.demand(Permission.CUSTOMERS_MANAGE)
    tally = DeviceTally()
    try:
        for batch in read_devices(source, register):
            with transaction() as session:
                _store(session, register, batch, tally)
            progress(len(batch))
    except IntegrityError as error:
        raise ImportOvertaken from error
    with transaction() as session:
        audit(
            session,
            actor,
            "devices.imported",
            subject=register.key,
            rows=tally.rows,
            new=tally.new,
            changed=tally.changed,
        )
    return tally


@dataclass(frozen=True, slots=True)
class _FoundDevice:
    """What a row is about: a device that is there, or none, and its customer where the row names one; or why it can't
    be taken."""

    device: CustomerDevice | None = None
    customer_id: str | None = None
    problems: Problems = ()

    @property
    def is_changed(self) -> bool:
        """Whether the row says of the device that is there whose it is, and that was otherwise."""
        return self.device is not None and self.customer_id not in (None, self.device.customer_id)


def _examine(
    session: Session, register: Register, batch: Sequence[ReadDevice], tally: DeviceTally
) -> list[_FoundDevice]:
    """What each row is about, counted. Two statements for the whole batch."""
    facts = [row.facts for row in batch if row.facts]
    devices = find_devices(session, register.key, [each.serial.key for each in facts])
    numbers = [each.customer.key for each in facts if each.customer]
    customers = find_customers_by_keys(session, register.key, numbers)
    found = [_find(row, devices, customers) for row in batch]
    for row, each in zip(batch, found, strict=True):
        tally.count(row, each)
    return found


def _find(row: ReadDevice, devices: Mapping[str, CustomerDevice], customers: Mapping[str, Numbered]) -> _FoundDevice:
    if row.facts is None:
        return _FoundDevice(problems=row.problems)
    customer = customers.get(row.facts.customer.key) if row.facts.customer else None
    if row.facts.customer and customer is None:
        return _FoundDevice(problems=[("customer", "is no number of the register")])
    return _FoundDevice(devices.get(row.facts.serial.key), customer.record.id if customer else None)


def _store(session: Session, register: Register, batch: Sequence[ReadDevice], tally: DeviceTally) -> None:
    for row, found in zip(batch, _examine(session, register, batch, tally), strict=True):
        if row.facts is None or found.problems:
            continue
        if found.device is None:
            create_device(session, register.key, row.facts.serial, found.customer_id)
        elif found.is_changed:
            found.device.customer_id = found.customer_id
    session.flush()
    # Forget what was written, so that the memory does not grow with the file.
    session.expunge_all()
