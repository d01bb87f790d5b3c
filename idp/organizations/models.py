"""Organizations and memberships."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, ForeignKeyConstraint, Index, LargeBinary, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from idp.infrastructure.clock import current_time
from idp.infrastructure.database import Base, JsonTuple
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


class LetInBy(StrEnum):
    """Who lets people into an organization: invites them, and approves their requests."""

    ADMINISTRATORS = "administrators"
    REPRESENTATIVE = "representative"
    REPRESENTATIVE_FIRST = "representative_first"
    """The legal representative; of people who register, the other administrators as deputies after a reminder."""


class Organization(Base):
    """A customer of a portal: a company or a private person."""

    __tablename__ = "organizations"
    __table_args__ = (UniqueConstraint("id", "second_factor", "session_hours"),)

    id: Mapped[str] = mapped_column(String(40), primary_key=True, default=lambda: new_id("org"))
    name: Mapped[str] = mapped_column(String(200))
    # An OrganizationKind.
    kind: Mapped[str] = mapped_column(String(20), default=OrganizationKind.COMPANY.value)
    # The account of the legal representative, who is an administrator as well; None where operators named no one yet.
    representative_id: Mapped[str | None] = mapped_column(ForeignKey("accounts.id", ondelete="SET NULL"), index=True)
    # "off", "optional", "administrators" or "all"; the strictest of portal, organization and application holds.
    second_factor: Mapped[str] = mapped_column(String(20), default="off")
    # How old a sign-in may be that acts for it; 0 for as old as the portal lets it be.
    session_hours: Mapped[int] = mapped_column(default=0)
    # A LetInBy.
    let_in_by: Mapped[str] = mapped_column(String(20), default=LetInBy.ADMINISTRATORS.value)
    # Where the address of a new member lies; none for anywhere.
    email_domains: Mapped[tuple[str, ...]] = mapped_column(JsonTuple, default=())
    # A PNG that was drawn here (`logos.pictures`), read where it is asked for, and its SHA-256 in hex.
    logo: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True)
    logo_digest: Mapped[str | None] = mapped_column(String(64), index=True)
    # When it will be deleted, while its deletion is requested.
    delete_after: Mapped[datetime | None] = mapped_column(index=True)
    created_at: Mapped[datetime] = mapped_column(default=current_time)


_OPEN = text("carried_out_end IS NULL OR carried_out_end != expires_at")


class Membership(Base):
    """A person's belonging to an organization."""

    __tablename__ = "memberships"
    __table_args__ = (
        UniqueConstraint("account_id", "organization_id"),
        # The organization's policies travel with the key, so that the database itself keeps the copies true.
        ForeignKeyConstraint(
            ["organization_id", "second_factor", "session_hours"],
            ["organizations.id", "organizations.second_factor", "organizations.session_hours"],
            ondelete="CASCADE",
            onupdate="CASCADE",
        ),
        Index("ix_memberships_account_id_created_at_id", "account_id", "created_at", "id"),
        Index("ix_memberships_expires_at_open", "expires_at", sqlite_where=_OPEN, postgresql_where=_OPEN),
        # The strictest policy of an account's organizations, in one probe each.
        Index("ix_memberships_account_id_role", "account_id", "role"),
        Index("ix_memberships_account_id_second_factor_role", "account_id", "second_factor", "role"),
        Index("ix_memberships_account_id_session_hours", "account_id", "session_hours"),
    )

    id: Mapped[str] = mapped_column(String(40), primary_key=True, default=lambda: new_id("mem"))
    account_id: Mapped[str] = mapped_column(ForeignKey("accounts.id", ondelete="CASCADE"))
    organization_id: Mapped[str] = mapped_column(String(40), index=True)
    # The policies of the organization, copied.
    second_factor: Mapped[str] = mapped_column(String(20))
    session_hours: Mapped[int]
    # A MemberRole.
    role: Mapped[str] = mapped_column(String(40), default=MemberRole.MEMBER.value)
    # Whether the member may order and sees invoices.
    billing: Mapped[bool] = mapped_column(default=False)
    # From when on it does not hold any more (`live.LIVES`); None for one without end.
    expires_at: Mapped[datetime | None]
    # The value of `expires_at` that people were told of, and the one that was carried out: another end is told anew.
    announced_end: Mapped[datetime | None]
    carried_out_end: Mapped[datetime | None]
    created_at: Mapped[datetime] = mapped_column(default=current_time)


def policies_of(organization: Organization) -> dict[str, str | int]:
    """What a new membership copies from its organization."""
    return {"second_factor": organization.second_factor, "session_hours": organization.session_hours}


class FormerMember(Base):
    """An account whose membership was ended by an administrator, an operator, or its own person."""

    __tablename__ = "former_members"

    organization_id: Mapped[str] = mapped_column(ForeignKey("organizations.id", ondelete="CASCADE"), primary_key=True)
    account_id: Mapped[str] = mapped_column(ForeignKey("accounts.id", ondelete="CASCADE"), primary_key=True, index=True)
    ended_at: Mapped[datetime] = mapped_column(default=current_time)
