"""Keeping the processes of ``idp serve``: each that ends is started again, after growing pauses.

granian's own supervisor ends the whole server when one worker falls twice within seconds; here none is given up.
"""

import multiprocessing
import os
import signal
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from multiprocessing.connection import wait
from multiprocessing.process import BaseProcess

import structlog

from idp.infrastructure.metrics import count_fallen_process, prepare_to_count_falls
from idp.server.falls import SETTLED_SECONDS, Falls

FIRST_PAUSE_SECONDS = 0.5
LONGEST_PAUSE_SECONDS = 30.0
log = structlog.get_logger("idp.server")


def decide_pause(falls: int) -> float:
    """Seconds until a process is started again that has ended ``falls`` times in a row: 0, 0.5, 1, 2, ... 30."""
    return 0.0 if falls <= 1 else min(LONGEST_PAUSE_SECONDS, FIRST_PAUSE_SECONDS * 2.0 ** min(falls - 2, 10))


@dataclass
class Child:
    """A process to keep: ``work`` is what it does, ``name`` what log and metrics call it."""

    name: str
    work: Callable[[], None]
    process: BaseProcess | None = None
    started_at: float = 0.0
    due_at: float = 0.0
    falls: int = 0

    def start(self) -> None:
        """Fork it; where the machine has no process, memory or descriptor left, note when to try again."""
        process = multiprocessing.get_context("fork").Process(target=self._run, name=f"einlass-{self.name}")
        self.started_at = time.monotonic()
        try:
            process.start()
        except OSError:
            pause = self._wait()
            log.exception("process_not_started", process=self.name, restart_in_seconds=pause)
        else:
            self.process = process

    def reap(self) -> None:
        """Note that it has ended, and when it is to be started again."""
        if self.process is None:
            return
        self.process.join()
        pause = self._wait()
        count_fallen_process(self.name)
        log.error(
            "process_fell",
            process=self.name,
            pid=self.process.pid,
            cause=_cause(self.process.exitcode),
            falls_in_a_row=self.falls,
            restart_in_seconds=pause,
        )
        self.process = None

    def _wait(self) -> float:
        """Count a fall; the seconds until the next start."""
        self.falls = 1 if time.monotonic() - self.started_at > SETTLED_SECONDS else self.falls + 1
        pause = decide_pause(self.falls)
        self.due_at = time.monotonic() + pause
        return pause

    def _run(self) -> None:
        try:
            self.work()
        except BaseException:  # a panic of granian is no Exception
            log.exception("process_failed", process=self.name)
            os._exit(1)


class Keeper:
    """Keeps ``children`` until SIGTERM or SIGINT; ``falls`` tells the others how often each has ended."""

    def __init__(self, children: Sequence[Child], falls: Falls) -> None:
        self._children = children
        self._falls = falls
        self._woken, self._wake = multiprocessing.Pipe(duplex=False)
        self._is_stopping = False

    def keep(self) -> None:
        """Start all, and start again what ends; returns when a signal asks to stop."""
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._ask_to_stop)
        for child in self._children:
            prepare_to_count_falls(child.name)
        while not self._is_stopping:
            self._start_due()
            running = {child.process.sentinel: child for child in self._children if child.process}
            for ended in wait([*running, self._woken], self._seconds_to_next()):
                if isinstance(ended, int) and not self._is_stopping:
                    child = running[ended]
                    child.reap()
                    self._falls.note(child.name, child.falls)

    def stop(self, seconds: float) -> None:
        """Ask all to finish what they do, and kill those that need more than ``seconds``."""
        processes = [child.process for child in self._children if child.process]
        for process in processes:
            process.terminate()
        end = time.monotonic() + seconds
        for process in processes:
            process.join(max(0.0, end - time.monotonic()))
            if process.is_alive():
                log.warning("process_killed", process=process.name, pid=process.pid)
                process.kill()
                process.join()

    def _ask_to_stop(self, *_: object) -> None:
        self._is_stopping = True
        self._wake.send_bytes(b".")

    def _start_due(self) -> None:
        for child in self._children:
            if child.process is None and child.due_at <= time.monotonic():
                child.start()
                if child.process is None:
                    self._falls.note(child.name, child.falls)

    def _seconds_to_next(self) -> float | None:
        waiting = [child.due_at for child in self._children if child.process is None]
        return max(0.0, min(waiting) - time.monotonic()) if waiting else None


def _cause(exit_code: int | None) -> str:
    if exit_code is not None and exit_code < 0:
        return signal.Signals(-exit_code).name
    return f"exit code {exit_code}"
