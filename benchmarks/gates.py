"""What must hold, and what we would like: multiples of a hello's processor time unless the name says otherwise."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from benchmarks.measurement import Results, least_ratio
from benchmarks.scenarios import FLOW, FLOW_ES256, HELLO, REFRESH, REFRESH_ES256, SERVICE, SIGN_IN

SQLITE, POSTGRESQL = "einlass-sqlite", "einlass-postgresql"


@dataclass(frozen=True, slots=True)
class ScenarioGate:
    """The gate on each database, and the stretch goal. What ``rs256_signatures`` cost comes on top of either: it is
    OpenSSL's time, not ours."""

    sqlite: float
    postgresql: float
    stretch: float
    rs256_signatures: int = 0

    def on(self, peer: str) -> float:
        return self.sqlite if peer == SQLITE else self.postgresql


SCENARIO_GATES: Mapping[str, ScenarioGate] = {
    "discovery": ScenarioGate(0.4, 0.4, 0.2),
    "jwks": ScenarioGate(0.4, 0.4, 0.2),
    SERVICE: ScenarioGate(2.5, 2.5, 1.5),
    "userinfo": ScenarioGate(2.0, 3.0, 1.5),
    "introspect": ScenarioGate(2.0, 3.0, 1.5),
    REFRESH: ScenarioGate(4.5, 5.5, 3.5, rs256_signatures=1),
    REFRESH_ES256: ScenarioGate(4.5, 5.5, 3.5),
    FLOW: ScenarioGate(11.0, 12.5, 7.0, rs256_signatures=1),
    FLOW_ES256: ScenarioGate(11.0, 12.5, 7.0),
}

START_SECONDS = 1.0
MEMORY_MIB = (105.0, 75.0)
DATABASES = (1.3, 1.1)
SIGN_INS = (1.33, 1.15)
"""How much more than its hash a password sign-in costs."""


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


def scenario_verdict(results: Results, peer: str, scenario: str, rs256_microseconds: float) -> Verdict | None:
    """How a scenario of ours stands; None where no gate is set for it."""
    if peer not in {SQLITE, POSTGRESQL} or scenario not in SCENARIO_GATES:
        return None
    gate = SCENARIO_GATES[scenario]
    signing = gate.rs256_signatures * rs256_microseconds / results[HELLO][HELLO].least_cpu
    return Verdict(scenario, least_ratio(results, peer, scenario), gate.on(peer) + signing, gate.stretch + signing)


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
        if peer in {SQLITE, POSTGRESQL}:
            yield Verdict(f"{peer}: MiB of the fresh server, one worker", memory_mib[peer][0], *MEMORY_MIB)
        if SIGN_IN in results[peer]:
            ratio = results[peer][SIGN_IN].least_cpu / argon2_microseconds
            yield Verdict(f"{peer}: {SIGN_IN} / argon2", ratio, *SIGN_INS)
    flows = [results[peer][FLOW] for peer in (SQLITE, POSTGRESQL) if peer in results and FLOW in results[peer]]
    if len(flows) == 2:
        sqlite, postgresql = flows
        yield Verdict("PostgreSQL / SQLite, flow", postgresql.least_cpu / sqlite.least_cpu, *DATABASES)
