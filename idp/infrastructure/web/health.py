"""Whether this process lives, and whether it can do its work: for load balancers and service managers."""

from collections.abc import Callable
from functools import cache

import orjson
from flask import Blueprint, Flask, Response, current_app
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from idp.infrastructure.database import db
from idp.infrastructure.database.revisions import current_revision, head_revision
from idp.infrastructure.web.endpoints import machine_endpoint

health = Blueprint("health", __name__, url_prefix="/health")


def init_health(app: Flask) -> None:
    """Serve ``/health/live`` and ``/health/ready``."""
    app.register_blueprint(health)


@health.get("/live")
@machine_endpoint
def live() -> Response:
    """The process answers."""
    return _answer({"status": "ok"})


@health.get("/ready")
@machine_endpoint
def ready() -> Response:
    """The database answers and its schema is the one that this program knows; 503 otherwise.

    Notes tell what else an operator should look at; a server that is taken away for it would help no one.
    """
    checks = {"database": _database(), "migrations": "unknown"}
    if checks["database"] == "ok":
        checks["migrations"] = _migrations()
    is_ready = all(result == "ok" for result in checks.values())
    notes = {name: read() for name, read in _notes(current_app).items()} if is_ready else {}
    return _answer({"status": "ok" if is_ready else "unavailable", **checks, **notes}, 200 if is_ready else 503)


def add_ready_note(app: Flask, name: str, read: Callable[[], str]) -> None:
    """Tell a word of ``read`` in ``/health/ready``, which does not decide whether the process is ready."""
    _notes(app)[name] = read


def _notes(app: Flask) -> dict[str, Callable[[], str]]:
    notes: dict[str, Callable[[], str]] = app.extensions.setdefault("idp.ready_notes", {})
    return notes


def _database() -> str:
    try:
        with db.engine.connect() as connection:
            connection.execute(text("SELECT 1"))
    except SQLAlchemyError:
        return "unreachable"
    return "ok"


def _migrations() -> str:
    try:
        return "ok" if current_revision(db.engine) == _head() else "pending"
    except SQLAlchemyError:
        return "unknown"


@cache
def _head() -> str | None:
    return head_revision()


def _answer(content: dict[str, str], status: int = 200) -> Response:
    return Response(orjson.dumps(content), status=status, content_type="application/json")
