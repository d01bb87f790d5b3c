"""The time limit of the pages of an account: its session ends when it is not used, and after some hours in any case."""

from datetime import datetime, timedelta

from idp.infrastructure.clock import current_time
from idp.infrastructure.web.application import current_settings
from idp.infrastructure.web.i18n import lazy_gettext
from idp.infrastructure.web.time_limits import TimeLimit
from idp.sessions.lifecycle import TOUCH_INTERVAL, SignedIn


def end_of_session(signed_in: SignedIn, idle: timedelta, now: datetime) -> datetime:
    """When a session ends that this request used and no later one uses."""
    # What was noted of its use may be older than the use (``touch_session``).
    used_at = signed_in.last_seen_at if now - signed_in.last_seen_at < TOUCH_INTERVAL else now
    return min(used_at + idle, signed_in.expires_at) if signed_in.expires_at else used_at + idle


def session_time_limit(signed_in: SignedIn) -> TimeLimit:
    """The limit of a page that acts for the session."""
    idle = timedelta(minutes=current_settings().sessions.idle_minutes)
    ends_at = end_of_session(signed_in, idle, current_time())
    return TimeLimit(ends_at, lazy_gettext("You will be signed out at %(time)s."), "session_time.extend")
