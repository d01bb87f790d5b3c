"""What is written down of a bounce in the outbox."""

from collections.abc import Mapping
from datetime import datetime

from idp.mail.bounces.causes import Bounce


def bounced_values(bounce: Bounce, now: datetime) -> Mapping[str, object]:
    """The columns of a mail that came back."""
    return {
        "state": "bounced",
        "bounced_at": now,
        "bounce_cause": bounce.cause.value,
        "bounce_status": bounce.status,
        "last_error": bounce.detail,
        "wrapped_content": None,
        "held_at": None,
    }
