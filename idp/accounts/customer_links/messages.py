"""The mail about another account that was linked to a customer."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from idp.mail import Message


@dataclass(frozen=True, kw_only=True)
class CustomerAccountAdded(Message):
    """Sent to each account that was linked before. ``account_email`` is masked: its owner has not shown it to the
    reader, who only has to know it again."""

    key: ClassVar[str] = "customer_account_added"
    # Else who makes a customer's mails come back could link another account unnoticed.
    despite_suppression = True

    customer_number: str
    account_email: str
    linked_at: datetime
    account_link: str
    name: str = ""


MESSAGES = (CustomerAccountAdded,)
