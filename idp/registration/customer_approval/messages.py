"""The mails to the administrators who decide about a registration."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from idp.mail.message import Message


@dataclass(frozen=True, kw_only=True)
class RegistrationToApprove(Message):
    """Sent to each administrator who decides.

    ``applicant`` is the name that was entered, ``requested_by`` the confirmed address, ``customer`` the name and number
    of the customer's record; ``approval_link`` the page to decide on, which takes a sign-in.
    """

    key: ClassVar[str] = "registration_to_approve"

    organization: str
    applicant: str
    requested_by: str
    customer: str
    asked_at: datetime
    valid_until: datetime
    approval_link: str
    name: str = ""


@dataclass(frozen=True, kw_only=True)
class RegistrationStillWaits(Message):
    """Sent to each administrator who decides, once a registration has waited for some days. It names no person."""

    key: ClassVar[str] = "registration_still_waits"

    organization: str
    asked_at: datetime
    valid_until: datetime
    approval_link: str
    name: str = ""


@dataclass(frozen=True, kw_only=True)
class RegistrationForOperators(Message):
    """Sent to the operators' address when they have to decide on a registration, and once more, ``is_reminder``, where
    that waits for long. It names no person; ``approval_link`` is a page of their desk."""

    key: ClassVar[str] = "registration_for_operators"

    asked_at: datetime
    valid_until: datetime
    approval_link: str
    is_reminder: bool = False


MESSAGES = (RegistrationToApprove, RegistrationStillWaits, RegistrationForOperators)
