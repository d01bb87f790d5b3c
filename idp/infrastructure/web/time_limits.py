"""How long what a page rests on holds: told in the page, and extended from there by one click (WCAG 2.2, 2.2.1).

The owner of a limit calls :func:`use_time_limit` while its page is made. Its ``extend_endpoint`` takes the form of
``layout/time_limit.html`` and answers by :func:`tell_extension`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from flask import Flask, g, jsonify, redirect, request, url_for
from werkzeug.wrappers import Response

from idp.infrastructure.clock import current_time
from idp.infrastructure.web.i18n import format_time, gettext
from idp.infrastructure.web.local_paths import safe_local_path

NEED_NOT_BE_TOLD = timedelta(hours=20)
"""A longer limit needs no announcement (WCAG 2.2, 2.2.1)."""


@dataclass(frozen=True, slots=True)
class TimeLimit:
    """When a page ends. ``text`` (a lazy one) says so and names ``%(time)s``; without ``extend_endpoint`` the page ends
    then in any case."""

    ends_at: datetime
    text: str
    extend_endpoint: str | None = None
    values: Mapping[str, Any] = field(default_factory=dict)


def init_time_limits(app: Flask) -> None:
    """Let the frame of every page tell the limit."""
    app.jinja_env.globals["time_limit"] = shown_time_limit


def use_time_limit(limit: TimeLimit) -> None:
    """Tell this limit on the page of this request; of several, the one that ends first."""
    known: TimeLimit | None = g.get("time_limit")
    if known is None or limit.ends_at < known.ends_at:
        g.time_limit = limit


def shown_time_limit() -> dict[str, Any] | None:
    """The limit of this page as ``layout/time_limit.html`` shows it; None for a page without one."""
    limit: TimeLimit | None = g.get("time_limit")
    if limit is None or limit.ends_at - current_time() > NEED_NOT_BE_TOLD:
        return None
    url = url_for(limit.extend_endpoint, **limit.values) if limit.extend_endpoint else None
    return _facts_of(limit) | {"extend_url": url}


def tell_extension(limit: TimeLimit) -> Response:
    """The answer to an extension, with the limit from now on: JSON for the page's script, else the page that the form
    was sent from."""
    if request.accept_mimetypes.best != "application/json":
        return redirect(safe_local_path(request.form.get("next")), 303)
    told = gettext("You now have time until %(time)s.", time=format_time(limit.ends_at))
    return jsonify(_facts_of(limit) | {"told": told})


def _facts_of(limit: TimeLimit) -> dict[str, Any]:
    seconds = max(0, int((limit.ends_at - current_time()).total_seconds()))
    return {"seconds": seconds, "text": str(limit.text) % {"time": format_time(limit.ends_at)}}
