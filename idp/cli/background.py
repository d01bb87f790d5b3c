"""Sending mail and the periodic tasks, beside the workers of ``idp serve``."""

import multiprocessing
import signal
import threading
from multiprocessing.process import BaseProcess

import structlog

from idp.cli.worker_start import prepare_process
from idp.infrastructure.web.application import Application
from idp.mail.worker import run_worker

RESTART_SECONDS = 5.0

log = structlog.get_logger("idp.server")


class BackgroundProcess:
    """A process that runs the worker loop, and is started again when it ends.

    Not a thread of the supervisor: that one forks a new worker for a fallen one, and a fork inherits any lock
    that another thread holds at that time.
    """

    def __init__(self, app: Application) -> None:
        self._app = app
        self._stopping = threading.Event()
        self._process: BaseProcess | None = None

    def start(self) -> None:
        """Start it, and keep it going."""
        self._spawn()
        threading.Thread(target=self._keep, name="keep-background", daemon=True).start()

    def stop(self, seconds: float) -> None:
        """Let it finish what it does, for so many seconds at most."""
        self._stopping.set()
        if self._process is None:
            return
        self._process.terminate()
        self._process.join(seconds)
        if self._process.is_alive():
            self._process.kill()
            self._process.join()

    def _spawn(self) -> None:
        self._process = multiprocessing.get_context("fork").Process(
            target=_work, args=(self._app,), name="einlass-background", daemon=True
        )
        self._process.start()

    def _keep(self) -> None:
        while self._process is not None:
            self._process.join()
            if self._stopping.is_set():
                return
            log.error("background_fell", exit_code=self._process.exitcode)
            if self._stopping.wait(RESTART_SECONDS):
                return
            self._spawn()


def _work(app: Application) -> None:
    stop = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: stop.set())
    prepare_process()
    run_worker(app, stop)
