"""``idp worker``."""

import signal
import threading

import structlog

from idp.app import create_app
from idp.cli.database import check_schema, open_engine
from idp.cli.frame import Invocation, command_of
from idp.infrastructure.background.worker import run_worker

log = structlog.get_logger("idp.worker")


@command_of()
def worker(invocation: Invocation) -> None:
    """Send mail and logout tokens and tidy up until SIGTERM or Ctrl-C, apart from `idp serve`.

    Set mail.background to false, so that the server leaves it to this. Several may run at once.
    """
    settings = invocation.load_settings()
    with open_engine(settings) as engine:
        check_schema(engine)
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    app = create_app(settings)
    log.info("worker_started", issuer=settings.issuer)
    run_worker(app, stop)
    log.info("worker_stopped")
