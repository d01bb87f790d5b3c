"""The domain of an organization's addresses."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from idp.infrastructure.clock import current_time
from idp.infrastructure.database import Base
from idp.infrastructure.ids import digest, new_id

CODE_ATTEMPTS = 5


class Joining(StrEnum):
    """What a person with an address in the domain may do."""

    AT_ONCE = "at_once"
    """Become a member, without products."""
    APPROVAL = "approval"
    """Ask the administrators."""


class OrganizationDomain(Base):
    """A domain that an organization has named, and confirmed by a code that was mailed to an address in it.

    Several organizations may have the same one.
    """

    __tablename__ = "organization_domains"
    __table_args__ = (
        UniqueConstraint("organization_id", "domain"),
        Index("ix_organization_domains_domain_confirmed_at", "domain", "confirmed_at"),
    )

    id: Mapped[str] = mapped_column(String(40), primary_key=True, default=lambda: new_id("dom"))
    organization_id: Mapped[str] = mapped_column(ForeignKey("organizations.id", ondelete="CASCADE"))
    # In ASCII and lower case, as in a canonical address.
    domain: Mapped[str] = mapped_column(String(255))
    # A Joining.
    joining: Mapped[str] = mapped_column(String(10), default=Joining.APPROVAL.value)
    # Where the code was sent to that waits, how often it was tried, and until when it holds.
    email: Mapped[str] = mapped_column(String(320))
    code_hash: Mapped[str | None] = mapped_column(String(64))
    code_attempts: Mapped[int] = mapped_column(Integer, default=0)
    expires_at: Mapped[datetime]
    confirmed_at: Mapped[datetime | None]
    created_at: Mapped[datetime] = mapped_column(default=current_time)

    def hash_code(self, code: str) -> str:
        """What is stored of a code: it fits no other domain."""
        return digest(f"{self.id} {code}")
