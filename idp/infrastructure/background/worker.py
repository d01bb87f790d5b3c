"""The worker: runs senders, periodic tasks and servers, in a process of ``idp serve`` or as ``idp worker``."""

import threading
import time

import structlog
from flask import Flask

from idp.infrastructure.background.periodic_tasks import periodic_tasks_of
from idp.infrastructure.background.senders import QueueSender, senders_of
from idp.infrastructure.background.servers import BackgroundServer, servers_of
from idp.infrastructure.clock import current_time
from idp.infrastructure.database import close_held_connection
from idp.infrastructure.web.application import current_settings

PERIODIC_SECONDS = 60.0
# After a failure of the database or of what is sent to: no reason to knock every second.
PAUSE_AFTER_FAILURE_SECONDS = 15.0
_LONGEST_WAIT_SECONDS = 0.2

log = structlog.get_logger("idp.worker")


def run_worker(app: Flask, stop: threading.Event) -> None:
    """Work until ``stop`` is set. Whatever goes wrong is logged and survived."""
    threads = [threading.Thread(target=_run_sender, args=(app, stop, sender)) for sender in senders_of(app)]
    threads += [threading.Thread(target=_run_server, args=(stop, server)) for server in servers_of(app)]
    for thread in threads:
        thread.start()
    while not stop.is_set():
        with app.app_context():
            _run_periodic_tasks(app)
        stop.wait(PERIODIC_SECONDS)
    for thread in threads:
        thread.join()
    close_held_connection()


def _run_sender(app: Flask, stop: threading.Event, sender: QueueSender) -> None:
    while not stop.is_set():
        with app.app_context():
            pause = _send(sender)
        _wait(stop, sender, pause)
    close_held_connection()


def _run_server(stop: threading.Event, server: BackgroundServer) -> None:
    """Serve for as long as the worker runs. Of several workers on one machine one has the address, and another takes it
    over when that one ends."""
    while not stop.is_set():
        try:
            server.serve(stop)
        except OSError as error:
            log.warning("server_waits", doing=server.name, reason=str(error))
        except Exception:
            log.exception("worker_failed", doing=server.name)
        stop.wait(PAUSE_AFTER_FAILURE_SECONDS)


def _send(sender: QueueSender) -> float:
    """One run over a queue; how long to wait before the next, in seconds."""
    poll_seconds = current_settings().mail.poll_seconds
    try:
        if not sender.queue.has_due(current_time()) or sender.send_due():
            return poll_seconds
    except Exception:
        close_held_connection()
        log.exception("worker_failed", doing=sender.name)
    return max(poll_seconds, PAUSE_AFTER_FAILURE_SECONDS)


def _run_periodic_tasks(app: Flask) -> None:
    """Each on its own: one that fails holds up none of the others."""
    for task in periodic_tasks_of(app):
        try:
            task()
        except Exception:
            close_held_connection()
            log.exception("worker_failed", doing=getattr(task, "__qualname__", repr(task)))


def _wait(stop: threading.Event, sender: QueueSender, seconds: float) -> None:
    """Until the pause is over, the worker is to stop, or a row was written in this process."""
    end = time.monotonic() + seconds
    while not stop.is_set() and (rest := end - time.monotonic()) > 0:
        if sender.queue.wait(min(rest, _LONGEST_WAIT_SECONDS)):
            return
