"""The server: granian's worker processes, and one process that sends mail.

Everything is imported once, here, before the workers are forked, so that they share the memory of the code; each then
builds an application of its own, with connections of its own.
"""

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
from idp.infrastructure.database import db, transaction
from idp.infrastructure.logging import granian_log_settings
from idp.oauth.signing_keys import ensure_keys
from idp.settings import Settings

# Headers that take longer to arrive, or are larger altogether, come from nobody who means well.
HEADER_MILLISECONDS = 10_000
HEADER_BYTES = 65_536
# A thread that ends gives up its held database connection, so idle ones are kept (600 is granian's longest).
IDLE_THREAD_SECONDS = 600
log = structlog.get_logger("idp.server")


def run(settings: Settings) -> None:
    """Serve until SIGTERM or SIGINT. Exits with 1 where a worker can't be kept alive."""
    _prepare(settings)
    background = BackgroundProcess(settings) if settings.mail.background else None
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
        server.serve(target_loader=partial(load_worker, settings), wrap_loader=False)
    except SystemExit:
        # A stop that reaches all processes at once looks to granian like a worker that fell; it was asked for.
        if not server.interrupt_signal:
            raise
    finally:
        if background:
            background.stop(settings.server.stop_seconds)
        log.info("server_stopped")


def _prepare(settings: Settings) -> None:
    """Sign with a key from the first request on, and leave no connection open that a fork would share."""
    app = create_app(settings)
    with app.app_context():
        with transaction() as session:
            ensure_keys(session, settings, app.secret_box, now())
        db.engine.dispose()


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
