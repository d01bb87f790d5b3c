"""A coarse limit on the public forms, per network address: it keeps noise off the database.

What guards passwords and codes are the counters in :mod:`idp.infrastructure.rate_limits`, which hold over restarts and
workers. This one counts in memory, per process, or in Valkey where several nodes share it; when Valkey is away it
counts in memory.
"""

from collections.abc import Callable
from datetime import UTC, datetime
from functools import wraps
from threading import Lock
from typing import TYPE_CHECKING, ParamSpec, TypeVar, cast

import structlog
from flask import current_app, request

from idp.infrastructure.errors import DomainError
from idp.infrastructure.lazy_modules import lazy_module
from idp.infrastructure.networks import network_of
from idp.infrastructure.web.application import Application
from idp.infrastructure.web.csrf import SAFE_METHODS
from idp.infrastructure.web.i18n import lazy_gettext
from idp.settings import Settings

if TYPE_CHECKING:
    import limits
else:
    limits = lazy_module("limits")

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
    """Counts submissions per address and minute. Its counters are made by the worker that first needs them: they bring
    a thread or connections with them, which a fork would lose.
    """

    def __init__(self, settings: Settings) -> None:
        self._settings = settings.throttle
        self._lock = Lock()
        self._counters: tuple[limits.strategies.RateLimiter, limits.strategies.RateLimiter] | None = None

    def count(self, address: str) -> None:
        """Count one submission. Raises :class:`TooManyRequests`."""
        key = network_of(address)
        limit = limits.RateLimitItemPerMinute(self._settings.form_requests_per_minute)
        shared, own = self._shared_and_own()
        try:
            counter, is_within = shared, shared.hit(limit, "forms", key)
        except Exception:
            # The shared counter belongs to another server, which may be away in any way it likes.
            log.warning("form limiter storage is unreachable, counting in memory", exc_info=True)
            counter, is_within = own, own.hit(limit, "forms", key)
        if not is_within:
            window = counter.get_window_stats(limit, "forms", key)
            raise TooManyRequests(retry_at=datetime.fromtimestamp(window.reset_time, UTC))

    def _shared_and_own(self) -> "tuple[limits.strategies.RateLimiter, limits.strategies.RateLimiter]":
        with self._lock:
            if self._counters is None:
                shared = limits.storage.storage_from_string(self._settings.storage)
                counter = limits.strategies.FixedWindowRateLimiter
                self._counters = counter(shared), counter(limits.storage.MemoryStorage())
            return self._counters


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
