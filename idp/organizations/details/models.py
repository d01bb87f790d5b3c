"""The addresses of an organization."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from idp.infrastructure.clock import current_time
from idp.infrastructure.database import Base


class AddressKind(StrEnum):
    """What is sent to an address. What has no address of its own goes to the postal one."""

    POSTAL = "postal"
    INVOICE = "invoice"
    REMINDER = "reminder"
    DELIVERY_NOTE = "delivery_note"


class OrganizationAddress(Base):
    """An address of an organization, one of each kind."""

    __tablename__ = "organization_addresses"

    organization_id: Mapped[str] = mapped_column(ForeignKey("organizations.id", ondelete="CASCADE"), primary_key=True)
    # An AddressKind.
    kind: Mapped[str] = mapped_column(String(20), primary_key=True)
    # Above the street: the organization, a department or a person.
    recipient: Mapped[str] = mapped_column(String(200))
    street_address: Mapped[str] = mapped_column(String(200))
    postal_code: Mapped[str] = mapped_column(String(20))
    locality: Mapped[str] = mapped_column(String(200))
    # ISO 3166-1 alpha-2.
    country: Mapped[str] = mapped_column(String(2))
    changed_at: Mapped[datetime] = mapped_column(default=current_time)
