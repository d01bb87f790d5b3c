"""What the operator's system answered, and when."""

from datetime import datetime

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from idp.infrastructure.database import Base
from idp.infrastructure.ids import new_id


class CustomerLookup(Base):
    """The last answer about a number of a register."""

    __tablename__ = "customer_lookups"
    __table_args__ = (UniqueConstraint("register", "key"),)

    id: Mapped[str] = mapped_column(String(40), primary_key=True, default=lambda: new_id("clu"))
    register: Mapped[str] = mapped_column(String(100))
    # The form in which numbers are compared.
    key: Mapped[str] = mapped_column(String(64))
    # The record of the customer; None where the system knows none.
    customer_id: Mapped[str | None] = mapped_column(ForeignKey("customer_records.id", ondelete="CASCADE"), index=True)
    answered_at: Mapped[datetime] = mapped_column(index=True)
