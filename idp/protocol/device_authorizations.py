"""The device authorization grant (RFC 8628): user codes, and what a device is answered that waits."""

import unicodedata
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from idp.protocol.errors import AccessDenied, AuthorizationPending, ExpiredToken, InvalidGrant, OAuthError, SlowDown

DEVICE_CODE_GRANT = "urn:ietf:params:oauth:grant-type:device_code"

USER_CODE_LETTERS = "BCDFGHJKLMNPQRSTVWXZ"
"""No vowels, which make words, and no Y, which is taken for one (RFC 8628 §6.1)."""
USER_CODE_LENGTH = 8
_HALF = USER_CODE_LENGTH // 2

INTERVAL_SECONDS = 5
SLOW_DOWN_SECONDS = 5
"""How much longer a device has to wait that asked too early (RFC 8628 §3.5)."""
_TOLERANCE = timedelta(seconds=1)
"""By how much a question may come early: networks delay one more than the next."""


class DeviceState(StrEnum):
    """What a person has decided about a device; the last two are final."""

    PENDING = "pending"
    ALLOWED = "allowed"
    DENIED = "denied"


@dataclass(frozen=True, slots=True)
class Pace:
    """How often a device may ask: `interval` in seconds, and the time before which the next question is too early."""

    interval: int
    early_until: datetime | None = None

    def after_question(self, now: datetime) -> "Pace":
        """The pace from now on: slower by five seconds where the question came too early (RFC 8628 §3.5)."""
        interval = self.interval + (SLOW_DOWN_SECONDS if self.is_early(now) else 0)
        return replace(self, interval=interval, early_until=now + timedelta(seconds=interval) - _TOLERANCE)

    def is_early(self, now: datetime) -> bool:
        """Whether a question at `now` comes too early."""
        return self.early_until is not None and now < self.early_until


def show_user_code(code: str) -> str:
    """A user code as people read it: in two halves (RFC 8628 §6.1)."""
    return f"{code[:_HALF]}-{code[_HALF:]}"


def parse_user_code(typed: str) -> str | None:
    """A user code as it was made, from how a person types it: in any case, with any characters around and between its
    letters that are no letters; None where it can't be one."""
    letters = "".join(letter for letter in unicodedata.normalize("NFKC", typed).upper() if letter.isalnum())
    is_code = len(letters) == USER_CODE_LENGTH and all(letter in USER_CODE_LETTERS for letter in letters)
    return letters if is_code else None


def decide_error(state: DeviceState, expires_at: datetime, pace: Pace, now: datetime) -> OAuthError:
    """What a device is answered whose code was not redeemed (RFC 8628 §3.5)."""
    if state is DeviceState.DENIED:
        return AccessDenied("The person did not allow the access.")
    if now >= expires_at:
        return ExpiredToken("The device_code has expired.")
    if state is DeviceState.ALLOWED:
        return InvalidGrant("The device_code was used already, or the account or the permission behind it has ended.")
    if pace.is_early(now):
        return SlowDown(f"The device has to wait {pace.after_question(now).interval} seconds between its requests.")
    return AuthorizationPending("The person has not decided yet.")
