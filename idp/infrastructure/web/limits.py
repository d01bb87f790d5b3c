"""A coarse limit on the public forms, per network address: it keeps noise off the database.

What guards passwords and codes are the counters in :mod:`idp.infrastructure.rate_limits`, which hold over restarts and
workers. This one counts in memory, per process, or in Valkey where several nodes share it; when Valkey is away it
counts in memory.
"""

from collections.abc import Callable
from datetime import UTC, datetime
from functools import wraps
from typing import ParamSpec, TypeVar, cast

import structlog
from flask import current_app, request
from limits import RateLimitItemPerMinute
from limits.storage import MemoryStorage, storage_from_string
from limits.strategies import FixedWindowRateLimiter

from idp.infrastructure.errors import DomainError
from idp.infrastructure.networks import network_of
from idp.infrastructure.web.application import Application
from idp.infrastructure.web.csrf import SAFE_METHODS
from idp.infrastructure.web.i18n import lazy_gettext
from idp.settings import Settings

P = ParamSpec("P")
R = TypeVar("R")
EXTENSION = "einlass form limiter"
log = structlog.get_logger("idp.web")


class TooManyRequests(DomainError):
    """More submissions from one address than a person makes."""

    status = 429
    code = "slow_down"
    title = lazy_gettext("That was a bit fast")
    message = lazy_gettext(
        "Very many requests have come from your network. Please wait a minute and send the form again."
    )


class FormLimiter:
    """Counts submissions per address and minute."""

    def __init__(self, settings: Settings) -> None:
        self._limit = RateLimitItemPerMinute(settings.throttle.form_requests_per_minute)
        self._shared = FixedWindowRateLimiter(storage_from_string(settings.throttle.storage))
        self._own = FixedWindowRateLimiter(MemoryStorage())

    def count(self, address: str) -> None:
        """Count one submission. Raises :class:`TooManyRequests`."""
        key = network_of(address)
        try:
            limiter, is_within = self._shared, self._shared.hit(self._limit, "forms", key)
        except Exception:
            # The shared counter belongs to another server, which may be away in any way it likes.
            log.warning("form limiter storage is unreachable, counting in memory", exc_info=True)
            limiter, is_within = self._own, self._own.hit(self._limit, "forms", key)
        if not is_within:
            window = limiter.get_window_stats(self._limit, "forms", key)
            raise TooManyRequests(retry_at=datetime.fromtimestamp(window.reset_time, UTC))


def limited_form(view: Callable[P, R]) -> Callable[P, R]:
    """Limit the submissions of a public form. Reading the page costs nothing."""

    @wraps(view)
    def counted(*args: P.args, **kwargs: P.kwargs) -> R:
        if request.method not in SAFE_METHODS:
            limiter = cast(FormLimiter, current_app.extensions[EXTENSION])
            limiter.count(request.remote_addr or "")
        return view(*args, **kwargs)

    return counted


def init_limits(app: Application) -> None:
    """Make the counter of this application."""
    app.extensions[EXTENSION] = FormLimiter(app.settings)
