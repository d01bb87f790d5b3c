"""Reading devices one by one."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from idp.actors import Actor, Permission
from idp.customers.devices.errors import DeviceNotFound
from idp.customers.devices.models import CustomerDevice, CustomerDeviceUse
from idp.customers.devices.reservations import find_device
from idp.customers.lookup import numbers_of
from idp.customers.registers import Register


@dataclass(frozen=True, slots=True)
class ShownDevice:
    """A device, the present number of its customer where that is known, and by how many registrations it is used."""

    device: CustomerDevice
    customer: str | None
    uses: int


def search_devices(
    session: Session, register: Register, search: str, limit: int, actor: Actor
) -> Sequence[ShownDevice]:
    """Devices whose serial number contains ``search``, the newest first. Raises Forbidden."""
    actor.demand(Permission.CUSTOMERS_READ)
    statement = select(CustomerDevice).where(CustomerDevice.register == register.key)
    if search:
        statement = statement.where(CustomerDevice.serial.icontains(search, autoescape=True))
    newest_first = (CustomerDevice.created_at.desc(), CustomerDevice.key)
    return _shown(session, session.scalars(statement.order_by(*newest_first).limit(limit)).all())


def get_device(session: Session, register: Register, serial: str, actor: Actor) -> ShownDevice:
    """The device of a serial number. Raises DeviceNotFound, Forbidden."""
    actor.demand(Permission.CUSTOMERS_READ)
    device = find_device(session, register, serial)
    if device is None:
        raise DeviceNotFound(serial=serial)
    return _shown(session, [device])[0]


def _shown(session: Session, devices: Sequence[CustomerDevice]) -> Sequence[ShownDevice]:
    numbers = numbers_of(session, {device.customer_id for device in devices if device.customer_id})
    presents = {customer_id: each[0].number for customer_id, each in numbers.items() if each}
    uses = _uses(session, [device.key for device in devices])
    return [
        ShownDevice(device, presents.get(device.customer_id or ""), uses.get((device.register, device.key), 0))
        for device in devices
    ]


def _uses(session: Session, keys: Collection[str]) -> Mapping[tuple[str, str], int]:
    counted = (
        select(CustomerDeviceUse.register, CustomerDeviceUse.key, func.count())
        .where(CustomerDeviceUse.key.in_(keys))
        .group_by(CustomerDeviceUse.register, CustomerDeviceUse.key)
    )
    return {(row[0], row[1]): row[2] for row in session.execute(counted)}
