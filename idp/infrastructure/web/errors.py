"""Errors as a person or a program can read them.

A browser gets a page that says what happened and how to go on, a machine endpoint gets JSON; neither ever gets a
traceback, in debug mode either. When the database is away everything is refused with 503: no check
is ever passed for want of it.
"""

import re
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import partial
from http import HTTPStatus
from math import ceil
from typing import Any

import orjson
import structlog
from flask import Response, request, url_for
from sqlalchemy.exc import DataError
from werkzeug.exceptions import HTTPException, InternalServerError
from werkzeug.routing import BuildError

from idp.infrastructure.clock import current_time
from idp.infrastructure.database import UNAVAILABLE
from idp.infrastructure.errors import DomainError, NextStep
from idp.infrastructure.web.application import Application, current_application, current_settings
from idp.infrastructure.web.csrf import SAFE_METHODS
from idp.infrastructure.web.endpoints import wants_json
from idp.infrastructure.web.flow import find_flow, lead_to_known_places, use_client
from idp.infrastructure.web.i18n import in_language, lazy_gettext
from idp.infrastructure.web.last_resort import LastResort
from idp.infrastructure.web.local_paths import safe_local_path
from idp.infrastructure.web.machine_requests import MachineAnswer
from idp.infrastructure.web.pages import render_page
from idp.infrastructure.web.plain_pages import plain_html
from idp.infrastructure.web.request_log import request_id

log = structlog.get_logger("idp.web")
_RETRY_SECONDS = 5
# What may be over when the same is asked for again.
_PASSING = frozenset({429, 500, 503})
# Of a form, which can be filled in anew.
_OF_FORMS = frozenset({400, 413, *_PASSING})
# What of an HTTP error's own headers is passed on.
_KEPT = frozenset({"Allow", "WWW-Authenticate", "Retry-After"})


@dataclass(frozen=True)
class Failure:
    """What is told of an error."""

    status: int
    title: str
    message: str
    code: str = "invalid_request"
    next_step: NextStep | None = None
    # What the message names.
    parameters: Mapping[str, str | int] = field(default_factory=dict)
    retry_seconds: int | None = None
    # What a program is told instead, in words for its developer.
    description: str | None = None

    @property
    def text(self) -> str:
        """The message with its parameters, in the language in force."""
        return str(self.message) % self.parameters if self.parameters else str(self.message)


_AGAIN = lazy_gettext("Please go back and start again from the portal.")
# RFC 6749 5.2 allows error_description these characters only.
_NOT_DESCRIBABLE = re.compile(r"[^\x20-\x21\x23-\x5b\x5d-\x7e]")
FAILURES = {
    400: Failure(400, lazy_gettext("Invalid request"), _AGAIN, description="The request is malformed."),
    401: Failure(
        401,
        lazy_gettext("Please sign in"),
        _AGAIN,
        "unauthorized",
        description="This address asks who calls, as named in WWW-Authenticate.",
    ),
    403: Failure(403, lazy_gettext("Access denied"), _AGAIN, "access_denied"),
    404: Failure(
        404,
        lazy_gettext("Page not found"),
        lazy_gettext("The address may be incomplete, or the page no longer exists."),
        "not_found",
        description="There is nothing at this address.",
    ),
    405: Failure(
        405,
        lazy_gettext("Invalid request"),
        _AGAIN,
        description="This address does not take this method; those it takes are named in Allow.",
    ),
    410: Failure(410, lazy_gettext("This page no longer exists"), _AGAIN, "not_found"),
    413: Failure(
        413,
        lazy_gettext("Request too large"),
        lazy_gettext("Your input exceeds the maximum size. Nothing was changed."),
        description="The body is larger than this server accepts.",
    ),
    414: Failure(414, lazy_gettext("Request too large"), _AGAIN),
    415: Failure(415, lazy_gettext("Invalid request"), _AGAIN, description="A body of this type is not accepted."),
    429: Failure(
        429, lazy_gettext("Too many requests"), lazy_gettext("Please wait a minute and try again."), "slow_down"
    ),
    500: Failure(
        500,
        lazy_gettext("Something went wrong"),
        lazy_gettext("The problem is on our side and has been recorded. Nothing was changed. Please try again."),
        "server_error",
    ),
    503: Failure(
        503,
        lazy_gettext("Service temporarily unavailable"),
        lazy_gettext("Nothing was changed. Please try again in a moment."),
        "temporarily_unavailable",
        retry_seconds=_RETRY_SECONDS,
    ),
}


def init_errors(app: Application) -> None:
    """Answer every error that leaves a view, or that comes up while its response is sent."""
    app.entrance = LastResort(app.entrance, partial(wants_json, app), app.settings.issuer)
    app.config["PROPAGATE_EXCEPTIONS"] = False
    app.register_error_handler(DomainError, answer_rule)
    app.register_error_handler(HTTPException, _answer_http)
    app.register_error_handler(DataError, lambda _: _answer(_failure_of_data()))
    for kind in UNAVAILABLE:
        app.register_error_handler(kind, lambda _: _answer(_failure_of_database()))


def answer_rule(error: DomainError) -> Response:
    """What is told of a rule that refused."""
    return _answer(_failure_of_rule(error))


def answer_program(error: Exception) -> MachineAnswer:
    """The answer of a machine endpoint to an error that left it, logged where it is ours."""
    match error:
        case HTTPException():
            failure = _failure_of_status(error.code or 500)
        case DomainError():
            failure = _failure_of_rule(error)
        case DataError():
            failure = _failure_of_data()
        case _ if isinstance(error, UNAVAILABLE):
            failure = _failure_of_database()
        case _:
            log.error("unexpected exception", exc_info=True)
            failure = FAILURES[500]
    further = [pair for pair in error.get_headers() if pair[0] in _KEPT] if isinstance(error, HTTPException) else []
    if failure.retry_seconds is not None:
        further.append(("Retry-After", str(failure.retry_seconds)))
    return MachineAnswer(_json_of(failure), failure.status, [("Content-Type", "application/json"), *further])


def _failure_of_rule(error: DomainError) -> Failure:
    seconds = max(1, ceil((error.retry_at - current_time()).total_seconds())) if error.retry_at else None
    return Failure(error.status, error.title, error.message, error.code, error.next_step, error.parameters, seconds)


def _answer_http(error: HTTPException) -> Any:
    if error.response is not None:
        return error.response
    if isinstance(error, InternalServerError) and isinstance(error.original_exception, UNAVAILABLE):
        return _answer(FAILURES[503])
    response = _answer(_failure_of_status(error.code or 500))
    for name, value in error.get_headers():
        if name in _KEPT:
            response.headers[name] = value
    return response


def _failure_of_status(status: int) -> Failure:
    known = FAILURES.get(status) or FAILURES[400 if status < 500 else 500]
    return replace(known, status=status)


def _failure_of_data() -> Failure:
    # A value that no column can hold, as a number too large or a NUL on PostgreSQL: the sender's doing.
    log.warning("a value was refused by the database", exc_info=True)
    return FAILURES[400]


def _failure_of_database() -> Failure:
    log.error("the database is unavailable", exc_info=True)
    return FAILURES[503]


def _answer(failure: Failure) -> Response:
    is_for_program = wants_json(current_application(), request.environ)
    response = _as_json(failure) if is_for_program else _as_page(failure)
    if failure.retry_seconds is not None:
        response.headers["Retry-After"] = str(failure.retry_seconds)
    return response


def _as_json(failure: Failure) -> Response:
    return Response(_json_of(failure), status=failure.status, content_type="application/json")


def _json_of(failure: Failure) -> bytes:
    """The form of RFC 6749 5.2, which is in English and ASCII."""
    with in_language("en"):
        text = failure.description or f"{failure.title}. {failure.text}"
    return orjson.dumps({"error": failure.code, "error_description": _NOT_DESCRIBABLE.sub("'", text)})


def _as_page(failure: Failure) -> Response:
    try:
        can_go_on = _find_flow(failure)
        return render_page(
            "error.html",
            failure.status,
            title=failure.title,
            message=failure.text,
            next_step=_link(failure.next_step or (_repeat(failure) if can_go_on else None)),
            reference=request_id(),
        )
    except Exception:
        # The page itself may need what has just failed.
        log.exception("the error page can't be rendered")
        page = plain_html("broken", current_settings().issuer, request_id())
        return Response(page, status=failure.status, mimetype="text/html")


def _find_flow(failure: Failure) -> bool:
    """Look and way back of the page, which the view may not have come to; whether it can go on where it is.

    Without the database there is no way back but that of the portal.
    """
    if failure.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        lead_to_known_places()
    if failure.status == HTTPStatus.SERVICE_UNAVAILABLE:
        use_client(None)
    elif failure.status < HTTPStatus.INTERNAL_SERVER_ERROR:
        with suppress(DataError, *UNAVAILABLE):
            return find_flow()
    return True


def _repeat(failure: Failure) -> NextStep | None:
    """The page of a form that was refused; or the same address once more, where that may help soon."""
    methods = (request.url_rule.methods if request.url_rule else None) or ()
    if request.method not in SAFE_METHODS and failure.status in _OF_FORMS and "GET" in methods:
        return NextStep(lazy_gettext("Reload page"), url=request.path)
    if request.method in SAFE_METHODS and failure.status in _PASSING:
        return NextStep(lazy_gettext("Try again"), url=safe_local_path(request.full_path.rstrip("?")))
    return None


def _link(step: NextStep | None) -> dict[str, str] | None:
    if step is None:
        return None
    try:
        return {"label": step.label, "url": step.url or url_for(step.endpoint, **dict[str, Any](step.values))}
    except BuildError:
        return None
