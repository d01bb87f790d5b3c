"""Operator roles."""

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from idp.infrastructure.clock import current_time
from idp.infrastructure.database import Base


class OperatorRole(Base):
    """A role of an account over the installation: ``operator``, ``care_agent``, ``auditor`` or ``developer``."""

    __tablename__ = "operator_roles"

    account_id: Mapped[str] = mapped_column(ForeignKey("accounts.id", ondelete="CASCADE"), primary_key=True)
    role: Mapped[str] = mapped_column(String(40), primary_key=True)
    granted_at: Mapped[datetime] = mapped_column(default=current_time)
