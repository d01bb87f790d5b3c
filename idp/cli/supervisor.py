"""The server: granian's worker processes, and one process that sends mail.

Code and application are loaded once, here, before the workers are forked, so that they share their memory; connections
are opened by each worker for itself.
"""

import gc
import multiprocessing
from functools import partial

import structlog
from granian.constants import HTTPModes, Interfaces
from granian.http import HTTP1Settings
from granian.log import LogLevels
from granian.server import MPServer

from idp.app import create_app
from idp.cli.background import BackgroundProcess
from idp.cli.worker_start import load_worker
from idp.infrastructure.clock import now
from idp.infrastructure.database import close_held_connection, db, transaction
from idp.infrastructure.logging import granian_log_settings
from idp.infrastructure.web.application import Application
from idp.oauth.signing_keys import current_keyring, ensure_keys
from idp.settings import Settings

# No browser or relying party sends headers that take longer to arrive, or are larger altogether.
HEADER_MILLISECONDS = 10_000
HEADER_BYTES = 65_536
# A thread that ends gives up its held database connection, so idle ones are kept (600 is granian's longest).
IDLE_THREAD_SECONDS = 600
log = structlog.get_logger("idp.server")


def run(settings: Settings) -> None:
    """Serve until SIGTERM or SIGINT. Exits with 1 where a worker can't be kept alive."""
    multiprocessing.set_start_method("fork", force=True)
    app = _load(settings)
    background = BackgroundProcess(app) if settings.mail.background else None
    if background:
        background.start()
    log.info(
        "server_started",
        issuer=settings.issuer,
        address=f"{settings.server.host}:{settings.server.port}",
        workers=settings.server.workers,
    )
    server = _make_server(settings)
    try:
        server.serve(target_loader=partial(load_worker, app), wrap_loader=False)
    except SystemExit:
        # A stop that reaches all processes at once looks to granian like a failed worker; it was asked for.
        if not server.interrupt_signal:
            raise
    finally:
        if background:
            background.stop(settings.server.stop_seconds)
        log.info("server_stopped")


def _load(settings: Settings) -> Application:
    """The application, with keys to sign with in memory, and no connection open that a fork would share."""
    app = create_app(settings)
    with app.app_context():
        with transaction() as session:
            ensure_keys(session, settings, app.secret_box, now())
        current_keyring()
        close_held_connection()
        db.engine.dispose()
    # The garbage collector writes into every object that it looks at, and a page written to is no longer shared.
    gc.collect()
    gc.freeze()
    return app


def _make_server(settings: Settings) -> MPServer:
    return MPServer(
        "idp",
        address=settings.server.host,
        port=settings.server.port,
        interface=Interfaces.WSGI,
        workers=settings.server.workers,
        blocking_threads=settings.server.threads,
        blocking_threads_idle_timeout=IDLE_THREAD_SECONDS,
        http=HTTPModes.http1,
        http1_settings=HTTP1Settings(header_read_timeout=HEADER_MILLISECONDS, max_buffer_size=HEADER_BYTES),
        websockets=False,
        log_dictconfig=granian_log_settings() | {"formatters": {}, "handlers": {}},
        # Its own words on starting and stopping say nothing that ours do not.
        log_level=LogLevels.error,
        respawn_failed_workers=True,
        workers_kill_timeout=settings.server.stop_seconds,
    )
