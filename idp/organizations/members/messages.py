"""The mails about a membership, to the member."""

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


MESSAGES = (MembershipAdded, MembershipChanged, MembershipRemoved)
