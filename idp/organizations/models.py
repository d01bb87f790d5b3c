"""Organizations and memberships."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from idp.infrastructure.clock import current_time
from idp.infrastructure.database import Base
from idp.infrastructure.ids import new_id


class MemberRole(StrEnum):
    """What a member is to an organization."""

    MEMBER = "member"
    ADMINISTRATOR = "administrator"


class OrganizationKind(StrEnum):
    """What an organization is in law."""

    COMPANY = "company"
    PRIVATE = "private"
    """A private person; the organization has that person's name."""


class Organization(Base):
    """A customer of a portal: a company or a private person."""

    __tablename__ = "organizations"

    id: Mapped[str] = mapped_column(String(40), primary_key=True, default=lambda: new_id("org"))
    name: Mapped[str] = mapped_column(String(200))
    # An OrganizationKind.
    kind: Mapped[str] = mapped_column(String(20), default=OrganizationKind.COMPANY.value)
    # The account of the legal representative, who is an administrator as well; None where operators named no one yet.
    representative_id: Mapped[str | None] = mapped_column(ForeignKey("accounts.id", ondelete="SET NULL"), index=True)
    # "off", "optional", "administrators" or "all"; the strictest of portal, organization and application holds.
    second_factor: Mapped[str] = mapped_column(String(20), default="off")
    created_at: Mapped[datetime] = mapped_column(default=current_time)


class Membership(Base):
    """A person's belonging to an organization."""

    __tablename__ = "memberships"
    __table_args__ = (
        UniqueConstraint("account_id", "organization_id"),
        Index("ix_memberships_account_id_created_at_id", "account_id", "created_at", "id"),
    )

    id: Mapped[str] = mapped_column(String(40), primary_key=True, default=lambda: new_id("mem"))
    account_id: Mapped[str] = mapped_column(ForeignKey("accounts.id", ondelete="CASCADE"))
    organization_id: Mapped[str] = mapped_column(ForeignKey("organizations.id", ondelete="CASCADE"), index=True)
    # A MemberRole.
    role: Mapped[str] = mapped_column(String(40), default=MemberRole.MEMBER.value)
    # Whether the member may order and sees invoices.
    billing: Mapped[bool] = mapped_column(default=False)
    # From when on it does not hold any more (`live.LIVES`); None for one without end.
    expires_at: Mapped[datetime | None]
    created_at: Mapped[datetime] = mapped_column(default=current_time)
