"""Coarse limits per network address on the public forms, and on the sign-ins begun: they keep noise off the database.

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

from idp.infrastructure.errors import DomainError, NextStep
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
EXTENSION = "einlass request limiter"
log = structlog.get_logger("idp.web")


class TooManyRequests(DomainError):
    """More submissions from one address than a person makes."""

    status = 429
    code = "slow_down"
    title = lazy_gettext("Too many requests")
    message = lazy_gettext(
        "Too many requests have come from your network. Please wait a minute and send the form again."
    )


class TooManySignIns(TooManyRequests):
    """More sign-ins begun from one address than its people begin."""

    message = lazy_gettext("Too many sign-ins have been started from your network. Please wait a minute and try again.")


class RequestLimiter:
    """Counts requests of a kind per address and minute. Its counters are made by the worker that first needs them: they
    bring a thread or connections with them, which a fork would lose.
    """

    def __init__(self, settings: Settings) -> None:
        self._settings = settings.throttle
        self._lock = Lock()
        self._counters: tuple[limits.strategies.RateLimiter, limits.strategies.RateLimiter] | None = None

    def count(self, kind: str, address: str, cost: int = 1) -> datetime | None:
        """Count one request, for as many as ``cost``. None where it is within the limit, else when to try again."""
        key = network_of(address)
        limit = limits.RateLimitItemPerMinute(self._settings.form_requests_per_minute)
        cost = min(cost, limit.amount)
        shared, own = self._shared_and_own()
        try:
            counter, is_within = shared, shared.hit(limit, kind, key, cost=cost)
        except Exception:
            # The shared counter belongs to another server, which may be away in any way it likes.
            log.warning("request limiter storage is unreachable, counting in memory", exc_info=True)
            counter, is_within = own, own.hit(limit, kind, key, cost=cost)
        if is_within:
            return None
        return datetime.fromtimestamp(counter.get_window_stats(limit, kind, key).reset_time, UTC)

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
        if request.method not in SAFE_METHODS and (retry_at := _count("forms")):
            raise TooManyRequests(retry_at=retry_at)
        return view(*args, **kwargs)

    return counted


def limit_sign_ins_begun(stored_bytes: int) -> None:
    """Count a sign-in that is about to be written down, one for each begun 4 KiB. Raises :class:`TooManySignIns`."""
    if retry_at := _count("sign-ins begun", 1 + stored_bytes // 4096):
        again = NextStep(lazy_gettext("Try again"), url=request.full_path) if request.method == "GET" else None
        raise TooManySignIns(retry_at=retry_at, next_step=again)


def is_within_limit(kind: str, address: str, cost: int) -> bool:
    """Count a request of a program from this network address, for as many as ``cost``."""
    return _limiter().count(kind, address, cost) is None


def _count(kind: str, cost: int = 1) -> datetime | None:
    return _limiter().count(kind, request.remote_addr or "", cost)


def _limiter() -> RequestLimiter:
    return cast(RequestLimiter, current_app.extensions[EXTENSION])


def init_limits(app: Application) -> None:
    """Make the counter of this application."""
    app.extensions[EXTENSION] = RequestLimiter(app.settings)
