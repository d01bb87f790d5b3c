"""The invitation of an address: to become a member of an organization, or to set up an account."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from idp.infrastructure.clock import current_time
from idp.infrastructure.database import Base
from idp.infrastructure.database.base import JsonTuple
from idp.infrastructure.ids import new_id
from idp.organizations.members.right import last_moment
from idp.organizations.models import MemberRole


class InvitationState(StrEnum):
    """What was done about an invitation. That it has expired follows from its time."""

    SENT = "sent"
    OPENED = "opened"
    """Its page was opened, by the person or by a program that examines mail."""
    ACCEPTED = "accepted"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"


OPEN_STATES = (InvitationState.SENT, InvitationState.OPENED)
"""Those in which an invitation can be accepted until it expires."""
_IS_OPEN = "state IN ('sent', 'opened')"


_IS_ACTIVATION = f"organization_id IS NULL AND {_IS_OPEN}"


def _unique(name: str, *columns: str, where: str) -> Index:
    return Index(name, *columns, unique=True, sqlite_where=text(where), postgresql_where=text(where))


class Invitation(Base):
    """An offer to the reader of an address: to become a member of the organization, with the right that comes with it;
    or, without an organization, to set up the account of the address, which an operator has created (an activation).

    An organization has one open invitation of an address at most, an account one open activation.
    """

    __tablename__ = "invitations"
    __table_args__ = (
        CheckConstraint(f"({_IS_OPEN}) = (ended_at IS NULL)", "state_and_time"),
        CheckConstraint("organization_id IS NOT NULL OR account_id IS NOT NULL", "activation"),
        Index("ix_invitations_organization_id_email_id", "organization_id", "email", "id"),
        _unique("uq_invitations_open", "organization_id", "email", where=_IS_OPEN),
        _unique("uq_invitations_activation", "account_id", where=_IS_ACTIVATION),
    )

    id: Mapped[str] = mapped_column(String(40), primary_key=True, default=lambda: new_id("inv"))
    organization_id: Mapped[str | None] = mapped_column(ForeignKey("organizations.id", ondelete="CASCADE"))
    # The portal in whose look it is sent, and which its reader enters.
    portal: Mapped[str] = mapped_column(String(100))
    email: Mapped[str] = mapped_column(String(320))
    # What the membership will be: a MemberRole, billing, and the keys of the portal's products that it is limited to.
    # These say nothing of an activation.
    role: Mapped[str] = mapped_column(String(40), default=MemberRole.MEMBER.value)
    billing: Mapped[bool] = mapped_column(default=False)
    products: Mapped[tuple[str, ...]] = mapped_column(JsonTuple, default=())
    # When that membership ends by itself; the invitation ends then at the latest.
    membership_expires_at: Mapped[datetime | None]
    # Whether who accepts becomes the legal representative, where the organization has none then.
    represents: Mapped[bool] = mapped_column(default=False)
    language: Mapped[str] = mapped_column(String(10))
    # The administrator who sent it last; None for an operator, and once that account is gone.
    inviter_id: Mapped[str | None] = mapped_column(ForeignKey("accounts.id", ondelete="SET NULL"), index=True)
    # An InvitationState.
    state: Mapped[str] = mapped_column(String(10), default=InvitationState.SENT.value)
    # The mail that was sent last, in the outbox.
    mail_id: Mapped[str | None] = mapped_column(String(40))
    sent_at: Mapped[datetime] = mapped_column(default=current_time)
    expires_at: Mapped[datetime] = mapped_column(index=True)
    # When it was accepted, declined or withdrawn.
    ended_at: Mapped[datetime | None]
    # The account that has answered it; that of an activation from the beginning.
    account_id: Mapped[str | None] = mapped_column(ForeignKey("accounts.id", ondelete="CASCADE"), index=True)
    created_at: Mapped[datetime] = mapped_column(default=current_time)

    @property
    def membership_through(self) -> datetime | None:
        """The last moment of a membership that ends by itself."""
        return last_moment(self.membership_expires_at)

    @property
    def is_open(self) -> bool:
        """Whether nothing was done about it yet; it may have expired."""
        return self.state in OPEN_STATES
