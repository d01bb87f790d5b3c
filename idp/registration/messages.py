"""The mails about a registration."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from idp.mail.message import Message, RequestedMessage


@dataclass(frozen=True, kw_only=True)
class ConfirmRegistration(RequestedMessage):
    """Sent to an address that has no account yet. It has no room for the typed name on purpose: the one who registers a
    stranger's address must not be able to put words of his own into that stranger's mail.
    """

    key: ClassVar[str] = "confirm_registration"

    link: str
    code: str
    valid_until: datetime


@dataclass(frozen=True, kw_only=True)
class AlreadyRegistered(RequestedMessage):
    """Sent in place of :class:`ConfirmRegistration` where the address has an account: the page says the same in both
    cases, the owner of the address learns which one it is. ``name`` is the account's, not what was typed just now.
    """

    key: ClassVar[str] = "already_registered"

    sign_in_link: str
    reset_link: str
    name: str = ""


@dataclass(frozen=True, kw_only=True)
class CompleteRegistration(Message):
    """Sent once the registration is approved, where the person is asked for more. ``code`` is typed where the link is
    opened in another browser than the one of the registration. ``is_by_customer``: administrators of the customer's
    organization approved it, and no operator."""

    key: ClassVar[str] = "complete_registration"

    link: str
    code: str
    valid_until: datetime
    is_by_customer: bool = False
    name: str = ""


@dataclass(frozen=True, kw_only=True)
class RegistrationApproved(Message):
    """Sent once a person has approved the registration and the account is ready."""

    key: ClassVar[str] = "registration_approved"

    sign_in_link: str
    is_by_customer: bool = False
    name: str = ""


@dataclass(frozen=True, kw_only=True)
class RegistrationRefused(Message):
    """Sent once a person has refused the registration; ``reason`` is what that one wrote for its person."""

    key: ClassVar[str] = "registration_refused"

    register_link: str
    reason: str = ""
    is_by_customer: bool = False
    name: str = ""


@dataclass(frozen=True, kw_only=True)
class UserNameGiven(Message):
    """Sent once an account got a user name, chosen by its person or assigned."""

    key: ClassVar[str] = "user_name_given"

    user_name: str
    sign_in_link: str
    name: str = ""


MESSAGES = (
    ConfirmRegistration,
    AlreadyRegistered,
    CompleteRegistration,
    RegistrationApproved,
    RegistrationRefused,
    UserNameGiven,
)
