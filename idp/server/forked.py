"""What a process of the server does before its work."""

import ctypes
import multiprocessing
import os
import signal
import threading
import time

# mallopt(3): memory from this size on is mapped by itself and given back at once. argon2 takes 19 MiB a hash, which a
# worker would otherwise keep for good. (MALLOC_MMAP_THRESHOLD_ does the same, but is read before Python begins.)
M_MMAP_THRESHOLD = -3
MMAP_THRESHOLD_BYTES = 1_048_576


def prepare_process() -> None:
    """Set up this forked process: its signals, its end with the supervisor, its memory."""
    # Ctrl-C reaches every process of the terminal; the supervisor alone acts on it and tells the others.
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    _end_with_parent()
    _give_memory_back()


def _end_with_parent() -> None:
    """Stop when the supervisor is gone, however that happened: an orphan would hold the port with old settings."""
    parent = multiprocessing.parent_process()
    if parent is None:
        return

    def wait() -> None:
        parent.join()
        while True:  # one that comes while handlers are being set may be lost
            os.kill(os.getpid(), signal.SIGTERM)
            time.sleep(1)

    threading.Thread(target=wait, name="end-with-parent", daemon=True).start()


def _give_memory_back() -> None:
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)  # glibc has it, others need it less
    if mallopt is not None:
        mallopt(M_MMAP_THRESHOLD, MMAP_THRESHOLD_BYTES)
