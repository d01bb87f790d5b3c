"""The loop: round, scenario, peer; then the latencies."""

import statistics
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from benchmarks.load import Sent, has_wrk, python, wrk
from benchmarks.peers import Peer
from benchmarks.scenarios import HELLO, Chain

CONNECTIONS = 4
MODEST = 0.2
"""Latency is taken at this share of the throughput, and at most ``MOST_PER_SECOND``."""
MOST_PER_SECOND = 200.0
WARM_UP = 40
"""Operations of each scenario that are not measured: a server reads and compiles at its first requests."""


class VoidRun(Exception):
    """An answer was not the expected one: whatever was measured means nothing."""


@dataclass
class Measured:
    """One scenario of one peer, round by round. Times of the processor are in microseconds for an operation."""

    cpu: list[float] = field(default_factory=list)
    per_second: list[float] = field(default_factory=list)
    latencies: list[float] = field(default_factory=list)

    @property
    def least_cpu(self) -> float:
        return min(self.cpu)

    @property
    def median_cpu(self) -> float:
        return statistics.median(self.cpu)

    def latency_ms(self, percent: int) -> float:
        """A percentile of the latencies."""
        return statistics.quantiles(self.latencies, n=100)[percent - 1] * 1000


Results = dict[str, dict[str, Measured]]
"""By peer and scenario."""


def measure_rounds(
    peers: Sequence[Peer], scenarios: Sequence[str], rounds: int, seconds: int, tell: Callable[[str], None]
) -> Results:
    """Every peer in every scenario, in turn, so that a slow minute of the machine meets all alike. Raises VoidRun."""
    results: Results = defaultdict(lambda: defaultdict(Measured))
    _warm_up(peers, scenarios)
    for number in range(rounds):
        tell(f"round {number + 1} of {rounds}")
        for scenario in (HELLO, *scenarios):
            for peer in peers:
                if (chain := peer.chain(scenario, CONNECTIONS)) is not None:
                    _measure(peer, scenario, chain, seconds, results[peer.name][scenario])
    return results


def measure_latencies(peers: Sequence[Peer], results: Results, samples: int, tell: Callable[[str], None]) -> None:
    """Fill in the latencies, at a load that leaves the server idle most of the time. Raises VoidRun."""
    for peer in peers:
        for scenario, measured in results[peer.name].items():
            chain = peer.chain(scenario, CONNECTIONS)
            if chain is not None:
                tell(f"latency of {scenario} at {peer.name}")
                rate = min(MOST_PER_SECOND, max(measured.per_second) * MODEST)
                measured.latencies = _pace(peer, scenario, chain, rate, samples)


def paired_ratio(results: Results, peer: str, scenario: str) -> float:
    """How many hellos an operation costs: the median over the rounds, each against the hello of its own round."""
    hello = results[HELLO][HELLO].cpu
    return statistics.median(a / b for a, b in zip(results[peer][scenario].cpu, hello, strict=True))


def least_ratio(results: Results, peer: str, scenario: str) -> float:
    """How many hellos an operation costs at the best of times: what survives a busy machine."""
    return results[peer][scenario].least_cpu / results[HELLO][HELLO].least_cpu


def load_generator() -> str:
    """What sends the requests of the rounds, for the report."""
    return "wrk" if has_wrk() else "the built-in generator (wrk is not installed): throughput is its own limit"


def _warm_up(peers: Sequence[Peer], scenarios: Sequence[str]) -> None:
    for peer in peers:
        for scenario in (HELLO, *scenarios):
            if (chain := peer.chain(scenario, CONNECTIONS)) is not None:
                _pace(peer, scenario, chain, MOST_PER_SECOND, WARM_UP)


def _measure(peer: Peer, scenario: str, chain: Chain, seconds: int, measured: Measured) -> None:
    server = peer.running
    before = server.cpu_microseconds()
    sent = _saturate(peer.port, chain, seconds)
    used = server.cpu_microseconds() - before
    if sent.unexpected or not sent.requests:
        raise VoidRun(f"{peer.name}, {scenario}: {sent.unexpected} of {sent.requests} answers were unexpected")
    operations = sent.requests / len(chain.steps)
    measured.cpu.append(used / operations)
    measured.per_second.append(operations / sent.seconds)


def _saturate(port: int, chain: Chain, seconds: int) -> Sent:
    return (wrk if has_wrk() else python).saturate(port, chain, seconds)


def _pace(peer: Peer, scenario: str, chain: Chain, rate: float, samples: int) -> list[float]:
    try:
        return python.pace(peer.port, chain, rate, samples)
    except python.UnexpectedAnswer as error:
        raise VoidRun(f"{peer.name}, {scenario}: {error}") from error
