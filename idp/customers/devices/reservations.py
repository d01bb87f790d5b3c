"""Using a serial number for a registration, as often as the register allows."""

from collections.abc import Collection, Sequence

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from idp.customers.canonical import serial_key
from idp.customers.devices.models import CustomerDevice, CustomerDeviceUse
from idp.customers.registers import Register
from idp.infrastructure.clock import current_time
from idp.settings import SerialUse


def find_device(session: Session, register: Register, serial: str) -> CustomerDevice | None:
    """The device of a serial number, however that is written."""
    key = serial_key(serial)
    return session.get(CustomerDevice, (register.key, key)) if key is not None else None


def reserve_device(
    session: Session, register: Register, key: str, holder: str, *, customer_id: str | None = None
) -> bool:
    """Reserve the serial number for ``holder``, a registration, on behalf of a customer where one is known.

    False where there is no such device, it is another customer's, or it was used as often as the register allows; of
    two at once the later one is refused. What the holder has reserved already stays reserved.
    """
    # Held until the transaction ends. SQLite has one writer anyway.
    device = session.get(CustomerDevice, (register.key, key), with_for_update=True)
    if device is None:
        return False
    uses = _uses_of(session, device)
    if any(use.holder == holder for use in uses):
        return True
    owner = customer_id or device.customer_id
    if device.customer_id not in (None, owner):
        return False
    if not decide_use(register.settings.serial_use, [use.customer_id for use in uses], owner):
        return False
    session.add(CustomerDeviceUse(register=device.register, key=device.key, holder=holder, customer_id=owner))
    session.flush()
    return True


def decide_use(allowed: SerialUse, used_by: Collection[str | None], customer_id: str | None) -> bool:
    """Whether a serial number that was used for these customers may be used for this one. Customers that are not known
    count as different ones."""
    if allowed == "per_customer":
        return all(customer_id is not None and other == customer_id for other in used_by)
    return len(used_by) < (1 if allowed == "once" else allowed)


def free_device(session: Session, holder: str) -> None:
    """Free what a registration has reserved and no account keeps."""
    session.execute(
        delete(CustomerDeviceUse).where(CustomerDeviceUse.holder == holder, CustomerDeviceUse.account_id.is_(None))
    )


def release_devices(session: Session, account_id: str, register: str) -> None:
    """Free the serial numbers of a register that an account keeps, so that it can register with them again."""
    session.execute(
        delete(CustomerDeviceUse).where(
            CustomerDeviceUse.account_id == account_id, CustomerDeviceUse.register == register
        )
    )


def keep_device(session: Session, holder: str, account_id: str) -> bool:
    """Let the account keep what its registration has reserved; False where that is nothing."""
    kept = session.execute(
        update(CustomerDeviceUse)
        .where(CustomerDeviceUse.holder == holder, CustomerDeviceUse.account_id.is_(None))
        .values(account_id=account_id, kept_at=current_time())
        .returning(CustomerDeviceUse.key)
    )
    return kept.first() is not None


def _uses_of(session: Session, device: CustomerDevice) -> Sequence[CustomerDeviceUse]:
    return session.scalars(
        select(CustomerDeviceUse).where(
            CustomerDeviceUse.register == device.register, CustomerDeviceUse.key == device.key
        )
    ).all()
