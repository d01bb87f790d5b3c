"""Answering a page's GET ahead of Flask, where the answer is no page.

What Flask does around a view costs more than a redirect that is known at once. An address may have such an answer
beside its view, behind the same layers as every request; where it finds none, Flask has the request.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

import structlog

from idp.infrastructure.database import UNAVAILABLE
from idp.infrastructure.web.application import Application
from idp.infrastructure.web.machine_endpoints import send_answer
from idp.infrastructure.web.machine_requests import MachineAnswer
from idp.infrastructure.web.prefetching import is_loaded_ahead
from idp.infrastructure.web.request_log import ROUTE

_EXTENSION = "einlass early answers"
_log = structlog.get_logger("idp.web")


@dataclass(frozen=True, slots=True)
class EarlyAnswer:
    """The answer to a GET of ``rule``; ``find`` gets the WSGI environment, None leaves it to the view ``endpoint``.

    It changes nothing where it returns None.
    """

    rule: str
    endpoint: str
    find: Callable[[dict[str, Any]], MachineAnswer | None]


class EarlyAnswers:
    """WSGI middleware right before Flask; ``by_path`` holds what is looked for."""

    def __init__(self, flask: Any, app: Application, by_path: dict[str, EarlyAnswer]) -> None:
        self._flask = flask
        self._app = app
        self._by_path = by_path

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        answer = self._find(environ)
        if answer is None:
            return self._flask(environ, start_response)  # type: ignore[no-any-return]  # WSGI
        return send_answer(answer, environ, start_response)

    def _find(self, environ: dict[str, Any]) -> MachineAnswer | None:
        early = self._by_path.get(environ["PATH_INFO"])
        if early is None or environ["REQUEST_METHOD"] != "GET" or is_loaded_ahead(environ):
            return None
        answer = self._ask(early, environ)
        if answer is not None:
            environ[ROUTE] = early
        return answer

    def _ask(self, early: EarlyAnswer, environ: dict[str, Any]) -> MachineAnswer | None:
        """None where it failed as well: the view then fails in its own place, with a page that says so."""
        try:
            with self._app.app_context():
                return early.find(environ)
        except UNAVAILABLE:
            return None
        except Exception:
            _log.exception("no early answer", endpoint=early.endpoint)
            return None


def init_early_answers(app: Application) -> None:
    """Look for what :func:`add_early_answer` adds."""
    by_path: dict[str, EarlyAnswer] = {}
    app.extensions[_EXTENSION] = by_path
    app.entrance = EarlyAnswers(app.entrance, app, by_path)


def add_early_answer(app: Application, early: EarlyAnswer) -> None:
    """Look for an answer ahead of the view at the same address."""
    app.extensions[_EXTENSION][early.rule] = early
