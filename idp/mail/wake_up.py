"""Telling the worker of this process that there is something to send, so that nobody waits for its next look."""

import threading

from sqlalchemy import event
from sqlalchemy.orm import Session

_written = threading.Event()


def wake_after_commit(session: Session) -> None:
    """Wake the worker once ``session`` has committed; before that there would be nothing to find."""
    event.listen(session, "after_commit", lambda _session: _written.set(), once=True)


def wait_for_mail(seconds: float) -> bool:
    """Wait until a mail was written in this process, at most ``seconds``; whether one was."""
    was_written = _written.wait(seconds)
    _written.clear()
    return was_written
