"""How far an invitation has come, as its organization is told."""

from datetime import datetime
from enum import StrEnum

from idp.invitations.models import InvitationState
from idp.mail.delivery import Delivery


class Progress(StrEnum):
    """One word for the state of an invitation, of its mail and of its time together."""

    QUEUED = "queued"
    SENT = "sent"
    FAILED = "failed"
    BOUNCED = "bounced"
    SUPPRESSED = "suppressed"
    OPENED = "opened"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"


_ENDS = {
    InvitationState.ACCEPTED: Progress.ACCEPTED,
    InvitationState.DECLINED: Progress.DECLINED,
    InvitationState.WITHDRAWN: Progress.WITHDRAWN,
}
_OF_DELIVERY = {
    Delivery.QUEUED: Progress.QUEUED,
    Delivery.SENT: Progress.SENT,
    Delivery.FAILED: Progress.FAILED,
    Delivery.BOUNCED: Progress.BOUNCED,
    Delivery.SUPPRESSED: Progress.SUPPRESSED,
    None: Progress.SENT,
}


def decide_progress(state: InvitationState, delivery: Delivery | None, expires_at: datetime, now: datetime) -> Progress:
    """What to say of an invitation; ``delivery`` of its last mail, None once the outbox no longer lists that.

    What was answered or withdrawn stays so for ever; an open one expires, whatever became of its mail; one whose page
    was opened has arrived.
    """
    if state in _ENDS:
        return _ENDS[state]
    if expires_at <= now:
        return Progress.EXPIRED
    return Progress.OPENED if state is InvitationState.OPENED else _OF_DELIVERY[delivery]
