"""Customer numbers, products and roles: rows of an organization at a portal, and of its members."""

from datetime import datetime

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from idp.infrastructure.clock import current_time
from idp.infrastructure.database import Base
from idp.infrastructure.ids import new_id


class OrganizationPortal(Base):
    """An organization as the customer of one portal, with the number that the portal knows it by, if it has one."""

    __tablename__ = "organization_portals"

    organization_id: Mapped[str] = mapped_column(ForeignKey("organizations.id", ondelete="CASCADE"), primary_key=True)
    portal: Mapped[str] = mapped_column(String(100), primary_key=True)
    customer_number: Mapped[str | None] = mapped_column(String(64))
    created_at: Mapped[datetime] = mapped_column(default=current_time)


class OrganizationProduct(Base):
    """A product that a portal gave an organization; ``product`` is the portal's own key for it."""

    __tablename__ = "organization_products"
    __table_args__ = (UniqueConstraint("organization_id", "portal", "product"),)

    id: Mapped[str] = mapped_column(String(40), primary_key=True, default=lambda: new_id("prd"))
    organization_id: Mapped[str] = mapped_column(ForeignKey("organizations.id", ondelete="CASCADE"))
    portal: Mapped[str] = mapped_column(String(100))
    product: Mapped[str] = mapped_column(String(100))
    # What people call it.
    name: Mapped[str] = mapped_column(String(200))
    created_at: Mapped[datetime] = mapped_column(default=current_time)


class MembershipProduct(Base):
    """A product that a member without the right of an administrator may use; administrators use all of them."""

    __tablename__ = "membership_products"

    membership_id: Mapped[str] = mapped_column(ForeignKey("memberships.id", ondelete="CASCADE"), primary_key=True)
    product_id: Mapped[str] = mapped_column(
        ForeignKey("organization_products.id", ondelete="CASCADE"), primary_key=True, index=True
    )


class MembershipRole(Base):
    """A role of a portal's catalogue that was assigned to a member."""

    __tablename__ = "membership_roles"

    membership_id: Mapped[str] = mapped_column(ForeignKey("memberships.id", ondelete="CASCADE"), primary_key=True)
    portal: Mapped[str] = mapped_column(String(100), primary_key=True)
    role: Mapped[str] = mapped_column(String(100), primary_key=True)
    created_at: Mapped[datetime] = mapped_column(default=current_time)
