"""The LMTP server of an application, as long as a test needs it."""

import smtplib
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

from idp.infrastructure.web.application import Application
from idp.mail.bounces import lmtp
from idp.settings.bounces import SocketAddress


@contextmanager
def receiving(app: Application) -> Iterator[None]:
    """Serve in a thread; ends with the block."""
    stop = threading.Event()
    thread = threading.Thread(target=lmtp.serve, args=(app, stop))
    thread.start()
    address = SocketAddress.parse(app.settings.mail.bounces.listen or "")
    end = time.monotonic() + 20
    while not _answers(address):
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.01)
    try:
        yield
    finally:
        stop.set()
        thread.join(20)
    assert not thread.is_alive()


def _answers(address: SocketAddress) -> bool:
    try:
        with smtplib.LMTP(address.path or address.host or "", address.port, timeout=2):
            return True
    except OSError:
        return False
