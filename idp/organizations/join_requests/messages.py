"""The mails about requests to join an organization."""

from dataclasses import dataclass
from typing import ClassVar

from idp.mail.message import Message


@dataclass(frozen=True, kw_only=True)
class JoinRequested(Message):
    """Sent to administrators. ``requested_by`` is the address of the account that asks; ``requests_link`` the page of
    the organization's requests."""

    key: ClassVar[str] = "join_requested"

    organization: str
    requested_by: str
    requests_link: str
    name: str = ""


@dataclass(frozen=True, kw_only=True)
class JoinRequestDecided(Message):
    """Sent to the person who asked. ``join_link`` is the page that says what was decided, and why."""

    key: ClassVar[str] = "join_request_decided"

    organization: str
    is_approved: bool
    join_link: str
    name: str = ""


MESSAGES = (JoinRequested, JoinRequestDecided)
