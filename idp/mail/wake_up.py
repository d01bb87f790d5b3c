"""Telling the worker of this process that there is something to send, so that no mail waits for its next look."""

import threading

from sqlalchemy import event
from sqlalchemy.orm import Session

_written = threading.Event()
_KEY = "einlass wakes the mail worker"


def wake_after_commit(session: Session) -> None:
    """Wake the worker once ``session`` has committed; before that there would be nothing to find."""
    # Once, however many mails a transaction writes.
    if not session.info.get(_KEY):
        session.info[_KEY] = True
        event.listen(session, "after_commit", _wake, once=True)


def _wake(session: Session) -> None:
    session.info.pop(_KEY, None)
    _written.set()


def wait_for_mail(seconds: float) -> bool:
    """Wait until a mail was written in this process, at most ``seconds``; whether one was."""
    was_written = _written.wait(seconds)
    _written.clear()
    return was_written
