"""The trial's programs, each in a process of its own: started together, watched, and stopped together."""

import http.client
import multiprocessing
import signal
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from multiprocessing.connection import wait
from multiprocessing.process import BaseProcess
from typing import Any
from urllib.parse import urlsplit

from idp.demo.addresses import HOST
from idp.demo.installation import Demo
from idp.demo.portal import serve_portal
from idp.server.forked import prepare_process
from idp.settings import Settings

START_SECONDS = 60.0
_ASK_AGAIN_SECONDS = 0.05
_STOP_SIGNALS = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)

Serve = Callable[[Settings], None]
"""Serves the provider until SIGTERM."""


class DemoFailed(Exception):
    """A program of the trial ended by itself, or never answered."""


class Stopped(BaseException):
    """The trial was asked to stop. Not an ``Exception``: it must pass every handler of those."""


@contextmanager
def raise_on_stop() -> Iterator[None]:
    """Turn Ctrl-C, SIGTERM and a closed terminal into :class:`Stopped` within the block."""
    previous = {number: signal.signal(number, _stop) for number in _STOP_SIGNALS}
    try:
        yield
    finally:
        for number, handler in previous.items():
            signal.signal(number, handler)


def _stop(*_: object) -> None:
    # Once: what follows is tidying up, which a second Ctrl-C must not break off.
    for number in _STOP_SIGNALS:
        signal.signal(number, signal.SIG_IGN)
    raise Stopped


@contextmanager
def running(demo: Demo, serve: Serve) -> Iterator[Callable[[], None]]:
    """Every program of the trial, answering; yields a function that waits until one of them ends.

    Raises :class:`DemoFailed`. When the block is left, all of them are gone.
    """
    programs = [
        *(_program(f"portal {portal.name}", serve_portal, portal, demo.issuer) for portal in demo.portals),
        _program("provider", serve, demo.settings),
    ]
    try:
        for program in programs:
            program.start()
        _wait_until_all_answer(demo, programs)
        yield lambda: _watch(programs)
    finally:
        _stop_all(programs, demo.settings.server.stop_seconds)


def _program(name: str, work: Callable[..., None], *arguments: Any) -> BaseProcess:
    # Forked: everything is imported here already, and the portals answer before the provider does.
    return multiprocessing.get_context("fork").Process(target=_run, args=(work, *arguments), name=name)


def _run(work: Callable[..., None], *arguments: Any) -> None:
    for number in _STOP_SIGNALS:
        signal.signal(number, signal.SIG_DFL)
    prepare_process()
    work(*arguments)


def _wait_until_all_answer(demo: Demo, programs: Sequence[BaseProcess]) -> None:
    waiting = [(portal.port, urlsplit(portal.url).netloc, "/") for portal in demo.portals]
    waiting.append((demo.settings.server.port, urlsplit(demo.issuer).netloc, "/health/ready"))
    deadline = time.monotonic() + START_SECONDS
    while waiting := [each for each in waiting if not _answers(*each)]:
        _raise_for_ended(programs)
        if time.monotonic() > deadline:
            raise DemoFailed(f"Nothing answers on port {waiting[0][0]} after {START_SECONDS:.0f} seconds.")
        time.sleep(_ASK_AGAIN_SECONDS)


def _answers(port: int, name: str, path: str) -> bool:
    """Whether a GET is answered with 200 on loopback, under the name by which people call it."""
    connection = http.client.HTTPConnection(HOST, port, timeout=5)
    try:
        connection.request("GET", path, headers={"Host": name})
        return connection.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def _watch(programs: Sequence[BaseProcess]) -> None:
    ended = wait([program.sentinel for program in programs])
    for program in programs:
        if program.sentinel in ended:
            # The sentinel speaks a moment before the exit code is known.
            program.join()
    _raise_for_ended(programs)


def _raise_for_ended(programs: Sequence[BaseProcess]) -> None:
    for program in programs:
        if program.exitcode is not None:
            raise DemoFailed(f"The {program.name} ended by itself (exit code {program.exitcode}).")


def _stop_all(programs: Sequence[BaseProcess], seconds: float) -> None:
    """The provider may take ``seconds`` to finish what runs; its own children then have as long again."""
    started = [program for program in programs if program.pid is not None]
    for program in started:
        program.terminate()
    deadline = time.monotonic() + 2 * seconds + 1
    for program in started:
        program.join(max(0.1, deadline - time.monotonic()))
        if program.is_alive():
            program.kill()
            program.join()
