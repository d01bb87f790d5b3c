"""Customer records, their numbers, and the accounts that are linked to them."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from idp.infrastructure.clock import current_time
from idp.infrastructure.database import Base, JsonTuple
from idp.infrastructure.ids import new_id


class CustomerState(StrEnum):
    """Whether a record still stands for a customer."""

    ACTIVE = "active"
    CLOSED = "closed"
    """The customer is one no longer."""
    MERGED = "merged"
    """The customer has another record, to which all its numbers lead."""


class CustomerRecord(Base):
    """A customer of a register, as the operator's system knows it."""

    __tablename__ = "customer_records"
    __table_args__ = (
        CheckConstraint("state <> 'merged' OR merged_into_id IS NOT NULL", "merged"),
        CheckConstraint("accounts_allowed >= 1", "accounts_allowed"),
        Index("ix_customer_records_register_created_at_id", "register", "created_at", "id"),
    )

    id: Mapped[str] = mapped_column(String(40), primary_key=True, default=lambda: new_id("cus"))
    # The key of a register of the settings.
    register: Mapped[str] = mapped_column(String(100))
    # A last name, or the name of a company.
    name: Mapped[str] = mapped_column(String(200), default="")
    # In the form in which postcodes are compared; a customer may have several.
    postcodes: Mapped[tuple[str, ...]] = mapped_column(JsonTuple, default=())
    # A CustomerState.
    state: Mapped[str] = mapped_column(String(10), default=CustomerState.ACTIVE.value)
    merged_into_id: Mapped[str | None] = mapped_column(
        ForeignKey("customer_records.id", ondelete="CASCADE"), index=True
    )
    # How many accounts may be linked to it.
    accounts_allowed: Mapped[int] = mapped_column(default=1)
    # The organization that stands for the customer here.
    organization_id: Mapped[str | None] = mapped_column(ForeignKey("organizations.id", ondelete="SET NULL"), index=True)
    # Further facts of the operator's system, as texts by their names.
    attributes: Mapped[dict[str, Any]] = mapped_column(default=dict)
    created_at: Mapped[datetime] = mapped_column(default=current_time)
    updated_at: Mapped[datetime] = mapped_column(default=current_time, onupdate=current_time)


class CustomerNumber(Base):
    """A number of a customer: the present one, or a former one that still leads to the record."""

    __tablename__ = "customer_numbers"
    __table_args__ = (
        Index(
            "uq_customer_numbers_present",
            "customer_id",
            unique=True,
            sqlite_where=text("ended_at IS NULL"),
            postgresql_where=text("ended_at IS NULL"),
        ),
        Index("ix_customer_numbers_customer_id", "customer_id"),
    )

    register: Mapped[str] = mapped_column(String(100), primary_key=True)
    # The form in which numbers are compared (canonical.py).
    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    # As the operator's system writes it.
    number: Mapped[str] = mapped_column(String(64))
    customer_id: Mapped[str] = mapped_column(ForeignKey("customer_records.id", ondelete="CASCADE"))
    # Since when it is a former one.
    ended_at: Mapped[datetime | None]


class CustomerLink(Base):
    """An account that is linked to a customer: its person is the customer, or acts for the customer."""

    __tablename__ = "customer_links"

    customer_id: Mapped[str] = mapped_column(ForeignKey("customer_records.id", ondelete="CASCADE"), primary_key=True)
    account_id: Mapped[str] = mapped_column(ForeignKey("accounts.id", ondelete="CASCADE"), primary_key=True, index=True)
    created_at: Mapped[datetime] = mapped_column(default=current_time)
