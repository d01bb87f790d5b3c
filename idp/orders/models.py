"""What an application has created an organization for."""

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from idp.infrastructure.clock import current_time
from idp.infrastructure.database import Base


class OrganizationOrder(Base):
    """A reference of a client and the organization that was created for it, one at most.

    The row outlives the organization, so that a request that is sent again later does not create it anew.
    """

    __tablename__ = "organization_orders"

    client_id: Mapped[str] = mapped_column(ForeignKey("clients.client_id", ondelete="CASCADE"), primary_key=True)
    # The application's own key of an order or a customer.
    reference: Mapped[str] = mapped_column(String(200), primary_key=True)
    # None once it was deleted.
    organization_id: Mapped[str | None] = mapped_column(ForeignKey("organizations.id", ondelete="SET NULL"), index=True)
    # SHA-256 of the kind and the name that were asked for: both may have been changed since.
    asked_hash: Mapped[str] = mapped_column(String(64))
    created_at: Mapped[datetime] = mapped_column(default=current_time)
