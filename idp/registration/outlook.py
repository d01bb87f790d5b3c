"""What the settings of its portal say of what lies ahead of a registration."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Literal


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlook:
    """Who approves, and how long registrations wait for the approval and for their completion.

    ``is_completed_later`` says that the person is asked for more once it is approved. ``user_name_from`` is what a user
    name is made of, where one is assigned.
    """

    approved_by: Literal["automatic", "operators", "customer"]
    approval: timedelta
    completion: timedelta
    is_completed_later: bool
    user_name_from: str | None = None
