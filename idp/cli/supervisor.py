"""The server: worker processes that answer requests, and one process for what is done in the background.

Code and application are loaded once, here, before the workers are forked, so that they share their memory; connections
are opened by each worker for itself.
"""

import gc
import signal
import socket
import threading
from collections.abc import Callable
from functools import partial

import structlog

from idp.app import create_app
from idp.infrastructure.background.worker import run_worker as run_background
from idp.infrastructure.clock import current_time
from idp.infrastructure.database import UNAVAILABLE, close_held_connection, db, transaction
from idp.infrastructure.logging import log_the_uncaught
from idp.infrastructure.web.application import Application
from idp.infrastructure.web.health import add_ready_note
from idp.infrastructure.web.metrics import add_gauge
from idp.oauth.provider_keys import current_keyring, ensure_keys
from idp.server.children import Child, Keeper
from idp.server.falls import Falls
from idp.server.forked import prepare_process
from idp.server.listener import allow_many_connections, open_listener
from idp.server.worker import run_worker
from idp.settings import Settings

log = structlog.get_logger("idp.server")


def run(settings: Settings, build: Callable[[Settings], Application] = create_app) -> None:
    """Serve what ``build`` makes until SIGTERM or SIGINT."""
    listener = open_listener(settings.server.host, settings.server.port)
    allow_many_connections()
    app = _load(settings, build)
    log_the_uncaught()
    workers = [
        Child(f"worker-{number + 1}", partial(_answer, app, listener)) for number in range(settings.server.workers)
    ]
    background = [Child("background", partial(_work, app, listener))] if settings.mail.background else []
    children = [*workers, *background]
    falls = Falls([child.name for child in children])
    add_ready_note(app, "processes", falls.tell)
    add_gauge(app, "idp_processes_falling", "Falls in a row of a process of the server.", "process", falls.in_a_row)
    log.info(
        "server_started",
        issuer=settings.issuer,
        address=f"{settings.server.host}:{settings.server.port}",
        workers=settings.server.workers,
    )
    keeper = Keeper(children, falls)
    keeper.keep()
    # The last one who holds it refuses whoever still waits there.
    listener.close()
    keeper.stop(settings.server.stop_seconds)
    log.info("server_stopped")


def _load(settings: Settings, build: Callable[[Settings], Application]) -> Application:
    """The application, with keys to sign with in memory, and no connection open that a fork would share."""
    app = build(settings)
    with app.app_context():
        try:
            with transaction() as session:
                ensure_keys(session, settings, app.secret_box, current_time())
            current_keyring()
        except UNAVAILABLE:
            log.error("database_unreachable", exc_info=True)
        close_held_connection()
        db.engine.dispose()
    # The garbage collector writes into every object that it looks at, and a page written to is no longer shared.
    gc.collect()
    gc.freeze()
    return app


def _answer(app: Application, listener: socket.socket) -> None:
    # Until the worker sets its own, the handler is the supervisor's, which does nothing here: a stop would be lost.
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    prepare_process()
    run_worker(app, listener, app.settings.server)


def _work(app: Application, listener: socket.socket) -> None:
    stop = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: stop.set())
    listener.close()
    prepare_process()
    run_background(app, stop)
