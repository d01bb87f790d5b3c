"""Processes that end: how long each is waited for, and what is written about them."""

import json

import pytest

from idp.infrastructure.logging import configure_logging
from idp.server.children import LONGEST_PAUSE_SECONDS, Child, decide_pause
from idp.server.falls import SETTLED_SECONDS, Falls
from idp.settings import Settings


class Panic(BaseException):
    """What a library that is not written in Python raises."""


def test_pauses_begin_with_none_and_grow_to_a_limit() -> None:
    """Trial row F24."""
    pauses = [decide_pause(falls) for falls in range(1, 12)]
    assert pauses[:5] == [0.0, 0.5, 1.0, 2.0, 4.0]
    assert pauses == sorted(pauses)
    assert pauses[-1] == decide_pause(1000) == LONGEST_PAUSE_SECONDS


def fail() -> None:
    raise RuntimeError("no worker\ncan be made")


def panic() -> None:
    raise Panic("at src/workers.rs:1")


@pytest.mark.parametrize(("work", "message"), [(fail, "can be made"), (panic, "workers.rs")])
def test_a_process_that_dies_while_it_loads_is_one_object_a_line(
    work: object, message: str, capfd: pytest.CaptureFixture[str]
) -> None:
    """Trial row F25."""
    configure_logging(Settings())
    child = Child("worker-1", work)  # type: ignore[arg-type]
    child.start()
    child.reap()
    failed, fell = [json.loads(line) for line in capfd.readouterr().err.splitlines()]
    assert (failed["event"], failed["process"]) == ("process_failed", "worker-1")
    assert message in failed["exception"]
    assert (fell["event"], fell["cause"], fell["falls_in_a_row"]) == ("process_fell", "exit code 1", 1)


def test_falls_are_told_until_the_process_has_settled() -> None:
    """Trial row F24."""
    falls = Falls(["worker-1", "worker-2"])
    assert (falls.tell(), falls.in_a_row()) == ("ok", {"worker-1": 0, "worker-2": 0})
    falls.note("worker-2", 1)
    assert falls.tell() == "ok"
    falls.note("worker-2", 2)
    assert (falls.tell(), falls.in_a_row()) == ("degraded", {"worker-1": 0, "worker-2": 2})
    assert SETTLED_SECONDS > LONGEST_PAUSE_SECONDS
