"""Errors as a person or a program can read them.

A browser gets a page that says what happened and how to go on, a machine endpoint gets JSON; neither ever gets a
traceback, in debug mode either. When the database is away everything is refused with 503: no check
is ever passed for want of it.
"""

from dataclasses import dataclass
from math import ceil
from typing import Any

import orjson
import structlog
from flask import Flask, Response, request, url_for
from sqlalchemy.exc import DataError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from werkzeug.exceptions import HTTPException, InternalServerError
from werkzeug.routing import BuildError

from idp.infrastructure.clock import now
from idp.infrastructure.errors import DomainError, NextStep
from idp.infrastructure.web.endpoints import is_machine_endpoint
from idp.infrastructure.web.i18n import lazy_gettext
from idp.infrastructure.web.pages import render_page
from idp.infrastructure.web.plain_pages import plain_html
from idp.infrastructure.web.request_log import request_id

log = structlog.get_logger("idp.web")
UNAVAILABLE = (OperationalError, InterfaceError, PoolTimeout)
_RETRY_SECONDS = 5


@dataclass(frozen=True)
class Failure:
    """What is told of an error."""

    status: int
    title: str
    message: str
    code: str = "invalid_request"
    next_step: NextStep | None = None
    retry_seconds: int | None = None


_AGAIN = lazy_gettext("Please go back and start again where you came from.")
FAILURES = {
    400: Failure(400, lazy_gettext("We did not understand that"), _AGAIN),
    401: Failure(401, lazy_gettext("Please sign in"), _AGAIN, "unauthorized"),
    403: Failure(403, lazy_gettext("This is not open to you"), _AGAIN, "access_denied"),
    404: Failure(
        404,
        lazy_gettext("This page does not exist"),
        lazy_gettext("The address may be incomplete, or the page is no longer there."),
        "not_found",
    ),
    405: Failure(405, lazy_gettext("We did not understand that"), _AGAIN),
    410: Failure(410, lazy_gettext("This page is no longer there"), _AGAIN, "not_found"),
    413: Failure(
        413,
        lazy_gettext("That was too much"),
        lazy_gettext("What was sent is larger than we accept. Nothing was changed."),
    ),
    414: Failure(414, lazy_gettext("That was too much"), _AGAIN),
    415: Failure(415, lazy_gettext("We did not understand that"), _AGAIN),
    429: Failure(
        429, lazy_gettext("That was a bit fast"), lazy_gettext("Please wait a minute and try again."), "slow_down"
    ),
    500: Failure(
        500,
        lazy_gettext("Something went wrong"),
        lazy_gettext("It is our fault, and we have made a note of it. Nothing was changed. Please try again."),
        "server_error",
    ),
    503: Failure(
        503,
        lazy_gettext("We are not available just now"),
        lazy_gettext("Nothing was changed. Please try again in a moment."),
        "temporarily_unavailable",
        retry_seconds=_RETRY_SECONDS,
    ),
}


def init_errors(app: Flask) -> None:
    """Answer every error that leaves a view."""
    app.config["PROPAGATE_EXCEPTIONS"] = False
    app.register_error_handler(DomainError, _answer_rule)
    app.register_error_handler(HTTPException, _answer_http)
    app.register_error_handler(DataError, _answer_data)
    for kind in UNAVAILABLE:
        app.register_error_handler(kind, _answer_unavailable)


def _answer_rule(error: DomainError) -> Response:
    seconds = max(1, ceil((error.retry_at - now()).total_seconds())) if error.retry_at else None
    return _answer(Failure(error.status, error.title, error.message, error.code, error.next_step, seconds))


def _answer_http(error: HTTPException) -> Any:
    if error.response is not None:
        return error.response
    if isinstance(error, InternalServerError) and isinstance(error.original_exception, UNAVAILABLE):
        return _answer(FAILURES[503])
    status = error.code or 500
    known = FAILURES.get(status) or FAILURES[400 if status < 500 else 500]
    response = _answer(Failure(status, known.title, known.message, known.code, retry_seconds=known.retry_seconds))
    for name, value in error.get_headers():
        if name in {"Allow", "WWW-Authenticate", "Retry-After"}:
            response.headers[name] = value
    return response


def _answer_data(_error: DataError) -> Response:
    # A value that no column can hold, as a number too large or a NUL on PostgreSQL: the sender's doing.
    log.warning("a value was refused by the database", exc_info=True)
    return _answer(FAILURES[400])


def _answer_unavailable(_error: Exception) -> Response:
    log.error("the database is unavailable", exc_info=True)
    return _answer(FAILURES[503])


def _answer(failure: Failure) -> Response:
    response = _as_json(failure) if _wants_json() else _as_page(failure)
    if failure.retry_seconds is not None:
        response.headers["Retry-After"] = str(failure.retry_seconds)
    return response


def _wants_json() -> bool:
    if is_machine_endpoint():
        return True
    accepted = request.accept_mimetypes
    return accepted["application/json"] > accepted["text/html"]


def _as_json(failure: Failure) -> Response:
    body = orjson.dumps({"error": failure.code, "error_description": f"{failure.title}. {failure.message}"})
    return Response(body, status=failure.status, content_type="application/json")


def _as_page(failure: Failure) -> Response:
    try:
        return render_page(
            "error.html",
            failure.status,
            title=failure.title,
            message=failure.message,
            next_step=_link(failure.next_step),
            reference=request_id(),
        )
    except Exception:
        # The page itself may need what has just failed.
        log.exception("the error page can't be rendered")
        return Response(plain_html("broken", reference=request_id()), status=failure.status, mimetype="text/html")


def _link(step: NextStep | None) -> dict[str, str] | None:
    if step is None:
        return None
    try:
        return {"label": step.label, "url": step.url or url_for(step.endpoint, **dict[str, Any](step.values))}
    except BuildError:
        return None
