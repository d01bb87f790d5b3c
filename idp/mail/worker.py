"""The worker: sends what is due and runs the periodic tasks, in a thread of ``idp serve`` or as ``idp worker``."""

import threading
import time

import structlog
from flask import Flask

from idp.infrastructure.clock import current_time
from idp.infrastructure.database import close_held_connection
from idp.infrastructure.periodic_tasks import periodic_tasks_of
from idp.infrastructure.web.application import current_settings
from idp.mail.sender import has_due_mail, run_outbox
from idp.mail.wake_up import wait_for_mail

PERIODIC_SECONDS = 60.0
# After a failure of database or mail server: no reason to knock every second.
PAUSE_AFTER_FAILURE_SECONDS = 15.0
_LONGEST_WAIT_SECONDS = 0.2

log = structlog.get_logger("idp.worker")


def run_worker(app: Flask, stop: threading.Event) -> None:
    """Work until ``stop`` is set. Whatever goes wrong with database and mail server is logged and survived."""
    next_run = 0.0
    while not stop.is_set():
        with app.app_context():
            pause = _send()
            if time.monotonic() >= next_run:
                next_run = time.monotonic() + PERIODIC_SECONDS
                _run_periodic_tasks(app)
        _wait(stop, pause)
    close_held_connection()


def _send() -> float:
    """One run over the outbox; how long to wait before the next, in seconds."""
    poll_seconds = current_settings().mail.poll_seconds
    try:
        if not has_due_mail(current_time()) or run_outbox(current_time()).is_reachable:
            return poll_seconds
    except Exception:
        close_held_connection()
        log.exception("worker_failed", doing="mail")
    return max(poll_seconds, PAUSE_AFTER_FAILURE_SECONDS)


def _run_periodic_tasks(app: Flask) -> None:
    """Each on its own: one that fails holds up none of the others."""
    for task in periodic_tasks_of(app):
        try:
            task()
        except Exception:
            close_held_connection()
            log.exception("worker_failed", doing=getattr(task, "__qualname__", repr(task)))


def _wait(stop: threading.Event, seconds: float) -> None:
    """Until the pause is over, the worker is to stop, or a mail was written in this process."""
    end = time.monotonic() + seconds
    while not stop.is_set() and (rest := end - time.monotonic()) > 0:
        if wait_for_mail(min(rest, _LONGEST_WAIT_SECONDS)):
            return
