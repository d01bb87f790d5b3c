"""Devices of customers, and the registrations that use their serial numbers."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from idp.infrastructure.clock import current_time
from idp.infrastructure.database import Base


class CustomerDevice(Base):
    """A device of a register, as the operator's system knows it."""

    __tablename__ = "customer_devices"
    __table_args__ = (Index("ix_customer_devices_register_created_at_key", "register", "created_at", "key"),)

    register: Mapped[str] = mapped_column(String(100), primary_key=True)
    # The form in which serial numbers are compared: like customer numbers, each zero counting.
    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    # As the operator's system writes it.
    serial: Mapped[str] = mapped_column(String(64))
    # Whose it is, where that is known.
    customer_id: Mapped[str | None] = mapped_column(ForeignKey("customer_records.id", ondelete="SET NULL"), index=True)
    created_at: Mapped[datetime] = mapped_column(default=current_time)


class CustomerDeviceUse(Base):
    """A registration that uses a serial number: it has reserved it, and its account keeps it."""

    __tablename__ = "customer_device_uses"
    __table_args__ = (
        ForeignKeyConstraint(
            ["register", "key"], ["customer_devices.register", "customer_devices.key"], ondelete="CASCADE"
        ),
        CheckConstraint("(account_id IS NULL) = (kept_at IS NULL)", "kept"),
    )

    register: Mapped[str] = mapped_column(String(100), primary_key=True)
    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    # What reserved it: a registration by its id.
    holder: Mapped[str] = mapped_column(String(100), primary_key=True, index=True)
    # The customer for whom it is used, where that is known.
    customer_id: Mapped[str | None] = mapped_column(ForeignKey("customer_records.id", ondelete="SET NULL"), index=True)
    # The account that keeps it. Without one it is reserved.
    account_id: Mapped[str | None] = mapped_column(ForeignKey("accounts.id", ondelete="CASCADE"), index=True)
    reserved_at: Mapped[datetime] = mapped_column(default=current_time)
    kept_at: Mapped[datetime | None]
