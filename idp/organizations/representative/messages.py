"""The mails about the representation of an organization."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from idp.mail.message import Message


@dataclass(frozen=True, kw_only=True)
class RepresentationOffered(Message):
    """To the successor. ``representative`` is who offers it; ``representation_link`` the page, behind the sign-in of
    the successor's account, on which it is answered until ``valid_until``: it carries no token, because a mailbox
    alone must not be enough to represent an organization.
    """

    key: ClassVar[str] = "representation_offered"

    organization: str
    representative: str
    representation_link: str
    valid_until: datetime
    name: str = ""


@dataclass(frozen=True, kw_only=True)
class RepresentationAnswered(Message):
    """To who offered it."""

    key: ClassVar[str] = "representation_answered"

    organization: str
    successor: str
    is_accepted: bool
    organization_link: str
    name: str = ""


@dataclass(frozen=True, kw_only=True)
class RepresentativeReplaced(Message):
    """To the former and the new representative, where an operator has named the new one."""

    key: ClassVar[str] = "representative_replaced"

    organization: str
    representative: str
    organization_link: str
    name: str = ""


MESSAGES = (RepresentationOffered, RepresentationAnswered, RepresentativeReplaced)
