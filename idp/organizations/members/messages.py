"""The mails about memberships, to the member and to administrators."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from idp.mail.message import Message


@dataclass(frozen=True, kw_only=True)
class _AboutRight(Message):
    """``role`` is a MemberRole. ``member_until`` is the last moment of a membership that ends by itself, or None.
    ``organization_link`` is the organization's page, behind a sign-in.
    """

    organization: str
    role: str
    billing: bool
    member_until: datetime | None
    organization_link: str
    name: str = ""


@dataclass(frozen=True, kw_only=True)
class MembershipAdded(_AboutRight):
    """Sent where the account was added without an invitation."""

    key: ClassVar[str] = "membership_added"


@dataclass(frozen=True, kw_only=True)
class MembershipChanged(_AboutRight):
    """Sent with the right, or the products, that hold now."""

    key: ClassVar[str] = "membership_changed"


@dataclass(frozen=True, kw_only=True)
class MembershipRemoved(Message):
    """Sent to who does not belong to the organization any more. ``organizations_link`` is the page of those that the
    account still belongs to, behind a sign-in.
    """

    key: ClassVar[str] = "membership_removed"

    organization: str
    organizations_link: str
    name: str = ""


@dataclass(frozen=True, kw_only=True)
class MembershipEnded(Message):
    """Sent when a membership has ended by itself. ``organizations_link`` is that of :class:`MembershipRemoved`."""

    key: ClassVar[str] = "membership_ended"

    organization: str
    organizations_link: str
    name: str = ""


@dataclass(frozen=True, kw_only=True)
class MembershipEnds(Message):
    """Sent to a member before the membership ends by itself. ``organization_link`` is the organization's page."""

    key: ClassVar[str] = "membership_ends"

    organization: str
    member_until: datetime | None
    organization_link: str
    name: str = ""


@dataclass(frozen=True, kw_only=True)
class MembershipsEnd(Message):
    """The same to an administrator: ``members`` are names or addresses of some, ``more_members`` counts the others.
    ``members_link`` is the page of memberships with an end, behind a sign-in.
    """

    key: ClassVar[str] = "memberships_end"

    organization: str
    members: tuple[str, ...]
    more_members: int
    members_link: str
    name: str = ""


MESSAGES = (
    MembershipAdded,
    MembershipChanged,
    MembershipRemoved,
    MembershipEnded,
    MembershipEnds,
    MembershipsEnd,
)
