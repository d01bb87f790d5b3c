"""What a membership allows."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from idp.organizations.models import MemberRole, Membership


@dataclass(frozen=True, slots=True)
class Right:
    """What a member may do in the organization: an administrator everything, a member what they were given.

    ``billing``: whether the member may order and sees invoices. ``expires_at``: when the membership ends by itself.
    """

    role: MemberRole = MemberRole.MEMBER
    billing: bool = False
    expires_at: datetime | None = None

    @classmethod
    def of(cls, membership: Membership) -> "Right":
        """The right of a row."""
        return cls(MemberRole(membership.role), membership.billing, membership.expires_at)

    @property
    def is_lasting_administrator(self) -> bool:
        """Whether the organization can rely on this member to administer it."""
        return self.role is MemberRole.ADMINISTRATOR and self.expires_at is None

    @property
    def valid_through(self) -> datetime | None:
        """The last moment of a membership that ends by itself."""
        return last_moment(self.expires_at)

    def told(self) -> dict[str, str | bool | None]:
        """The right as an event keeps it."""
        ends = self.expires_at.isoformat() if self.expires_at else None
        return {"role": self.role.value, "billing": self.billing, "expires_at": ends}


def last_moment(expires_at: datetime | None) -> datetime | None:
    """The last second of a membership with this end: its day is the last one that people are told."""
    return expires_at - timedelta(seconds=1) if expires_at else None
