"""Organizations and memberships."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from idp.infrastructure.clock import current_time
from idp.infrastructure.database import Base
from idp.infrastructure.ids import new_id


class MemberRole(StrEnum):
    """What a member is to an organization."""

    MEMBER = "member"
    ADMINISTRATOR = "administrator"


class Organization(Base):
    """A customer of a portal: a company or a private person."""

    __tablename__ = "organizations"

    id: Mapped[str] = mapped_column(String(40), primary_key=True, default=lambda: new_id("org"))
    name: Mapped[str] = mapped_column(String(200))
    # "off", "optional", "administrators" or "all"; the strictest of portal, organization and application holds.
    second_factor: Mapped[str] = mapped_column(String(20), default="off")
    created_at: Mapped[datetime] = mapped_column(default=current_time)


class Membership(Base):
    """A person's belonging to an organization."""

    __tablename__ = "memberships"
    __table_args__ = (UniqueConstraint("account_id", "organization_id"),)

    id: Mapped[str] = mapped_column(String(40), primary_key=True, default=lambda: new_id("mem"))
    account_id: Mapped[str] = mapped_column(ForeignKey("accounts.id", ondelete="CASCADE"))
    organization_id: Mapped[str] = mapped_column(ForeignKey("organizations.id", ondelete="CASCADE"), index=True)
    # A MemberRole.
    role: Mapped[str] = mapped_column(String(40), default=MemberRole.MEMBER.value)
    created_at: Mapped[datetime] = mapped_column(default=current_time)
