"""Dispatching machine endpoints ahead of Flask, behind the layers that every request passes.

A program's request needs no routing by patterns, no cookie, no session and no form token. What Flask would do for it is
done here at a fraction of the cost: methods, limits, errors, and an application context for what the endpoint calls.
"""

from collections.abc import Iterable
from http import HTTPStatus
from typing import Any

import structlog
from werkzeug.exceptions import HTTPException, MethodNotAllowed

from idp.infrastructure.web.application import Application
from idp.infrastructure.web.errors import answer_program
from idp.infrastructure.web.machine_requests import MachineAnswer, MachineRoute, read_request
from idp.infrastructure.web.request_log import ROUTE

_log = structlog.get_logger(__name__)
_STATUS_LINES = {status.value: f"{status.value} {status.phrase}" for status in HTTPStatus}


class MachineEndpoints:
    """WSGI middleware, the innermost: what is not a machine endpoint's goes on to Flask."""

    def __init__(self, flask: Any, app: Application) -> None:
        self._flask = flask
        self._app = app

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        route = self._app.machine_routes.get(environ["PATH_INFO"])
        if route is None:
            return self._flask(environ, start_response)  # type: ignore[no-any-return]  # WSGI
        environ[ROUTE] = route
        with self._app.app_context():
            answer = self._answer(route, environ)
        return send_answer(answer, environ, start_response)

    def _answer(self, route: MachineRoute, environ: dict[str, Any]) -> MachineAnswer:
        method = environ["REQUEST_METHOD"]
        if method == "OPTIONS":
            return MachineAnswer(b"", 204, [("Allow", ", ".join(route.allowed))])
        if method not in route.allowed:
            return _refuse(route, method, MethodNotAllowed(route.allowed))
        try:
            return route.answer(read_request(environ, self._app.settings.server.maximum_body_bytes))
        except HTTPException as error:
            return _refuse(route, method, error)
        except Exception as error:
            return answer_program(error)


def send_answer(answer: MachineAnswer, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
    """Send an answer by WSGI."""
    headers = [*answer.headers, ("Content-Length", str(len(answer.body)))]
    start_response(_STATUS_LINES[answer.status], headers)
    return [b"" if environ["REQUEST_METHOD"] == "HEAD" else answer.body]


def _refuse(route: MachineRoute, method: str, error: HTTPException) -> MachineAnswer:
    """Answer a request that never came to its endpoint, with a line in the log such as endpoints write."""
    _log.info(
        "request refused",
        endpoint=route.endpoint.rpartition(".")[2],
        client_id=None,
        error=error.name,
        description=error.description,
        why=f"status {error.code}: {error.name}",
        sent={"method": method},
        registered=None,
        next_step="correct the request of the application; docs/protocol.md says what is expected",
    )
    return answer_program(error)


def init_machine_endpoints(app: Application) -> None:
    """Dispatch what :func:`add_machine_route` adds."""
    app.entrance = MachineEndpoints(app.entrance, app)


def add_machine_route(app: Application, route: MachineRoute) -> None:
    """Serve a machine endpoint."""
    app.machine_routes[route.rule] = route
