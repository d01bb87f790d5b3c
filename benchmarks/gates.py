"""What must hold, and what we would like: multiples of a hello's processor time unless the name says otherwise."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from benchmarks.measurement import Results, least_ratio
from benchmarks.scenarios import FLOW, HELLO, SIGN_IN

SCENARIO_GATES: Mapping[str, tuple[float, float]] = {
    "discovery": (1.0, 0.2),
    "jwks": (1.0, 0.2),
    "userinfo": (4.0, 2.0),
    "introspect": (4.0, 2.0),
    "refresh": (7.0, 4.5),
    "flow": (14.0, 8.0),
}
"""The gate, and the stretch goal."""

START_SECONDS = 1.0
MEMORY_MIB = {"einlass-sqlite": 75.0, "einlass-postgresql": 90.0}
DATABASES = (2.0, 1.4)
SIGN_INS = (1 / 0.75, 1 / 0.88)
"""How much more than its hash a password sign-in costs: what is left of the sign-ins a second that hashing allows."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """A number beside its limits."""

    name: str
    value: float
    gate: float
    stretch: float | None = None

    @property
    def word(self) -> str:
        """``over``, ``ok``, or ``well`` within the stretch goal."""
        if self.value > self.gate:
            return "over"
        return "well" if self.stretch is not None and self.value <= self.stretch else "ok"


def scenario_verdict(results: Results, peer: str, scenario: str) -> Verdict | None:
    """How a scenario of ours stands; None where no gate is set for it."""
    if not peer.startswith("einlass") or scenario not in SCENARIO_GATES:
        return None
    gate, stretch = SCENARIO_GATES[scenario]
    return Verdict(scenario, least_ratio(results, peer, scenario), gate, stretch)


def further_verdicts(
    results: Results,
    start_seconds: Mapping[str, float],
    memory_mib: Mapping[str, tuple[float, float]],
    argon2_microseconds: float,
) -> Iterator[Verdict]:
    """Memory, start, and what PostgreSQL costs the application."""
    for peer in results:
        if peer == HELLO:
            continue
        yield Verdict(f"{peer}: seconds to the first answer", start_seconds[peer], START_SECONDS)
        if peer in MEMORY_MIB:
            yield Verdict(f"{peer}: MiB of the fresh server, one worker", memory_mib[peer][0], MEMORY_MIB[peer])
        if SIGN_IN in results[peer]:
            ratio = results[peer][SIGN_IN].least_cpu / argon2_microseconds
            yield Verdict(f"{peer}: {SIGN_IN} / argon2", ratio, *SIGN_INS)
    flows = [results[peer][FLOW] for peer in MEMORY_MIB if peer in results and FLOW in results[peer]]
    if len(flows) == len(MEMORY_MIB):
        sqlite, postgresql = flows
        yield Verdict("PostgreSQL / SQLite, flow", postgresql.least_cpu / sqlite.least_cpu, *DATABASES)
