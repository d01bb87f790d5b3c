"""What a client's answer to a logout token means (Back-Channel Logout 1.0 2.8)."""

from dataclasses import dataclass
from datetime import timedelta

import orjson

from idp.infrastructure.background.pauses import Pauses
from idp.infrastructure.outbound_http import OutboundResponse
from idp.oauth.backchannel_logout.models import LogoutOutcome

ATTEMPTS = 6
PAUSES = Pauses(first=timedelta(minutes=1), factor=5, longest=timedelta(hours=12))
"""About 1, 5, 25 minutes, 2 and 10 hours: a client is told within a day of an outage, or not at all."""

_LONGEST_REASON = 300


@dataclass(frozen=True, slots=True)
class LogoutAnswer:
    """The status of a client's answer, None for none, and why it is no success."""

    status: int | None = None
    reason: str = ""

    @property
    def is_success(self) -> bool:
        """200, or what web frameworks make of it."""
        return self.status is not None and 200 <= self.status < 300


def read_answer(response: OutboundResponse) -> LogoutAnswer:
    """The answer with the error that it names (``error`` and ``error_description`` of a JSON body), if any."""
    if response.status < 300:
        return LogoutAnswer(response.status)
    if response.status < 400:
        return LogoutAnswer(response.status, "answered with a redirect, which is not followed")
    return LogoutAnswer(response.status, _error_of(response.body) or f"answered with status {response.status}")


def decide_outcome(answer: LogoutAnswer, attempts: int) -> LogoutOutcome | None:
    """How the delivery ends after so many attempts; None to try again.

    Only 400 is the client's own word that the token can't be acted on; any other failure may be gone by the next time,
    as that of a proxy before a client that starts again.
    """
    if answer.is_success:
        return LogoutOutcome.DELIVERED
    if answer.status == 400:
        return LogoutOutcome.REFUSED
    return None if attempts < ATTEMPTS else LogoutOutcome.GIVEN_UP


def _error_of(body: bytes) -> str:
    """As one printable line, since it is shown on terminals."""
    try:
        document = orjson.loads(body)
    except ValueError:
        return ""
    if not isinstance(document, dict):
        return ""
    told = [document.get(name) for name in ("error", "error_description")]
    line = ": ".join(each for each in told if isinstance(each, str) and each)
    return "".join(character if character.isprintable() else " " for character in line)[:_LONGEST_REASON]
