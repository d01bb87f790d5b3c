"""What keeps an organization."""

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from idp.infrastructure.clock import current_time
from idp.infrastructure.database import Base


class OrganizationHold(Base):
    """Something that a portal still has to do with an organization, such as an unpaid invoice: it is not deleted."""

    __tablename__ = "organization_holds"

    organization_id: Mapped[str] = mapped_column(ForeignKey("organizations.id", ondelete="CASCADE"), primary_key=True)
    portal: Mapped[str] = mapped_column(String(100), primary_key=True)
    # A key of the catalogue `portals.KEY.holds`.
    hold: Mapped[str] = mapped_column(String(100), primary_key=True)
    set_at: Mapped[datetime] = mapped_column(default=current_time)
