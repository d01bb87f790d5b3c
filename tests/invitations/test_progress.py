"""How far an invitation has come: the state, the mail and the time together."""

from datetime import UTC, datetime, timedelta

import pytest

from idp.invitations.models import InvitationState
from idp.invitations.progress import Progress, decide_progress
from idp.mail.delivery import Delivery

NOW = datetime(2026, 11, 29, 12, 0, tzinfo=UTC)
AHEAD, OVER = NOW + timedelta(seconds=1), NOW


@pytest.mark.parametrize(
    ("state", "delivery", "expires_at", "progress"),
    [
        ("sent", Delivery.QUEUED, AHEAD, Progress.QUEUED),
        ("sent", Delivery.SENT, AHEAD, Progress.SENT),
        ("sent", Delivery.FAILED, AHEAD, Progress.FAILED),
        ("sent", Delivery.BOUNCED, AHEAD, Progress.BOUNCED),
        ("sent", Delivery.SUPPRESSED, AHEAD, Progress.SUPPRESSED),
        ("sent", None, AHEAD, Progress.SENT),
        ("sent", Delivery.SENT, OVER, Progress.EXPIRED),
        ("sent", Delivery.FAILED, OVER, Progress.EXPIRED),
        ("opened", Delivery.SENT, AHEAD, Progress.OPENED),
        ("opened", Delivery.FAILED, AHEAD, Progress.OPENED),
        ("opened", Delivery.SENT, OVER, Progress.EXPIRED),
        ("accepted", Delivery.SENT, OVER, Progress.ACCEPTED),
        ("declined", Delivery.FAILED, AHEAD, Progress.DECLINED),
        ("withdrawn", Delivery.QUEUED, OVER, Progress.WITHDRAWN),
    ],
)
def test_progress(state: str, delivery: Delivery | None, expires_at: datetime, progress: Progress) -> None:
    assert decide_progress(InvitationState(state), delivery, expires_at, NOW) is progress
