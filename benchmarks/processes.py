"""Server processes: started on one core, measured with all their children, stopped."""

import os
import time
import urllib.error
import urllib.request
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import psutil

_MIB = 1024 * 1024
# CPUCLOCK_SCHED of the Linux kernel: all threads of a process, exactly.
_SCHED_CLOCK = 2


@dataclass
class Server:
    """A running server."""

    process: psutil.Popen
    start_seconds: float
    """From the start of the program to its first answer."""

    def cpu_microseconds(self) -> float:
        """Processor time of the whole tree so far: to the nanosecond on Linux, in ticks of 10 ms elsewhere."""
        return sum(_cpu_nanoseconds(process) for process in self._tree()) / 1000

    def memory_mib(self) -> float:
        """Proportional set size of the whole tree: a page that n processes map counts as 1/n with each of them."""
        return sum(process.memory_full_info().pss for process in self._tree()) / _MIB

    def stop(self) -> None:
        self.process.terminate()
        try:
            self.process.wait(timeout=20)
        except psutil.TimeoutExpired:
            for process in self._tree():
                process.kill()

    def _tree(self) -> list[psutil.Process]:
        return [self.process, *self.process.children(recursive=True)]


def _cpu_nanoseconds(process: psutil.Process) -> float:
    """Of one process with all its threads (clock_getcpuclockid(3), which on Linux is arithmetic)."""
    if psutil.LINUX:
        return time.clock_gettime_ns((~process.pid << 3) | _SCHED_CLOCK)
    times = process.cpu_times()
    return (times.user + times.system) * 1e9


def start_server(
    command: Sequence[str], *, environment: Mapping[str, str], log: Path, first_url: str, core: int | None
) -> Server:
    """Start a program on ``core`` (any, where None) and wait for its first answer. Raises RuntimeError."""
    started = time.perf_counter()
    with log.open("w") as output:
        process = psutil.Popen(
            list(command), env=dict(environment), stdout=output, stderr=output, preexec_fn=lambda: pin(core)
        )
    while time.perf_counter() - started < 60:
        if process.poll() is not None:
            raise RuntimeError(f"{command} ended with {process.returncode}:\n{log.read_text()}")
        try:
            urllib.request.urlopen(first_url, timeout=5).close()
        except (urllib.error.URLError, ConnectionError):
            time.sleep(0.005)
        else:
            return Server(process, time.perf_counter() - started)
    process.kill()
    raise RuntimeError(f"{command} did not answer:\n{log.read_text()}")


def pin(core: int | None) -> None:
    """Let this process, and those it starts, run on one core alone."""
    if core is not None:
        os.sched_setaffinity(0, {core})


def two_cores() -> tuple[int | None, int | None]:
    """A core for the servers and one for the load; none where the machine does not have two."""
    if not hasattr(os, "sched_getaffinity"):
        return None, None
    cores = sorted(os.sched_getaffinity(0))
    return (cores[0], cores[1]) if len(cores) > 1 else (None, None)
