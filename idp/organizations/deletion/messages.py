"""The mails about the deletion of an organization, to its administrators and members."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from idp.mail.message import Message


@dataclass(frozen=True, kw_only=True)
class OrganizationDeletionRequested(Message):
    """``deletion_link`` is the page, behind a sign-in, on which it can be taken back until ``valid_until``."""

    key: ClassVar[str] = "organization_deletion_requested"

    organization: str
    requested_at: datetime
    valid_until: datetime
    deletion_link: str
    name: str = ""


@dataclass(frozen=True, kw_only=True)
class OrganizationDeletionCancelled(Message):
    """``deletion_link`` is the same page."""

    key: ClassVar[str] = "organization_deletion_cancelled"

    organization: str
    deletion_link: str
    name: str = ""


@dataclass(frozen=True, kw_only=True)
class OrganizationDeleted(Message):
    """Sent to those who were members. ``organizations_link`` is the page of those that are left, behind a sign-in."""

    key: ClassVar[str] = "organization_deleted"

    organization: str
    organizations_link: str
    name: str = ""


MESSAGES = (OrganizationDeletionRequested, OrganizationDeletionCancelled, OrganizationDeleted)
