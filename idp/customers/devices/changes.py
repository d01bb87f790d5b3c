"""Changing devices: creating them, saying whose they are."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from idp.customers.devices.models import CustomerDevice
from idp.customers.written import WrittenNumber


@dataclass(frozen=True, slots=True, kw_only=True)
class DeviceFacts:
    """What a system says of a device; ``customer`` is a number of its customer, None where nothing is said."""

    serial: WrittenNumber
    customer: WrittenNumber | None = None


def find_devices(session: Session, register: str, keys: Collection[str]) -> Mapping[str, CustomerDevice]:
    """The devices of many serial numbers, by their keys. One statement."""
    found = select(CustomerDevice).where(CustomerDevice.register == register, CustomerDevice.key.in_(keys))
    return {device.key: device for device in session.scalars(found)}


def create_device(session: Session, register: str, serial: WrittenNumber, customer_id: str | None) -> CustomerDevice:
    """A new device, which the caller has not found in the register."""
    device = CustomerDevice(register=register, key=serial.key, serial=serial.number, customer_id=customer_id)
    session.add(device)
    return device
