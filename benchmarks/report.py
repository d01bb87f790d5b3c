"""What came out: a table for the terminal, JSON for machines, a picture for people."""

import json
import platform
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.table import Table

from benchmarks.gates import Verdict, further_verdicts, scenario_verdict
from benchmarks.measurement import CONNECTIONS, Measured, Results, least_ratio, paired_ratio
from benchmarks.picture import draw
from benchmarks.scenarios import SCENARIOS

PSS = (
    "MiB are the proportional set size (PSS) of a server's processes: a page of memory that n processes map counts as "
    "1/n with each. The other servers of a run map the same libraries, so each of them alone would show some more."
)
_COLOURS = {"over": "red", "ok": "yellow", "well": "green"}


@dataclass(frozen=True)
class Report:
    """A whole run. ``memory_mib`` is the server's, fresh and at the end."""

    results: Results
    start_seconds: dict[str, float]
    memory_mib: dict[str, tuple[float, float]]
    argon2_microseconds: float
    rs256_microseconds: float
    load_generator: str
    is_pinned: bool

    def rows(self) -> Iterator[tuple[str, str, Measured]]:
        """Scenario, peer and measurement, in the order of the scenarios."""
        for scenario in ("hello", *SCENARIOS):
            for peer, measured in self.results.items():
                if scenario in measured:
                    yield scenario, peer, measured[scenario]

    def write(self, folder: Path, name: str) -> list[Path]:
        """Keep the run as JSON and as a picture."""
        folder.mkdir(exist_ok=True)
        files = [folder / f"{name}.json", folder / f"{name}.svg"]
        files[0].write_text(json.dumps(self._document(), indent=2) + "\n")
        ratios = {
            scenario: {peer: least_ratio(self.results, peer, scenario) for at, peer, _ in self.rows() if at == scenario}
            for scenario in SCENARIOS
        }
        files[1].write_text(draw(ratios))
        return files

    def _document(self) -> dict[str, object]:
        return {
            "machine": {"system": platform.platform(), "python": platform.python_version(), "pinned": self.is_pinned},
            "load": {"generator": self.load_generator, "connections": CONNECTIONS},
            "argon2_us": self.argon2_microseconds,
            "rs256_us": self.rs256_microseconds,
            "start_seconds": self.start_seconds,
            "memory_mib": self.memory_mib,
            "memory_is": PSS,
            "scenarios": [
                {
                    "scenario": scenario,
                    "peer": peer,
                    "cpu_us": measured.cpu,
                    "per_second": measured.per_second,
                    "ratio_of_least": least_ratio(self.results, peer, scenario),
                    "paired_ratio": paired_ratio(self.results, peer, scenario),
                    "latency_ms": _latencies(measured),
                }
                for scenario, peer, measured in self.rows()
            ],
        }


def show(report: Report) -> None:
    """Print the table, and the gates beside it."""
    console = Console(width=None if Console().is_terminal else 140)
    console.print(_scenarios(report))
    console.print(_limits(report))
    console.print(
        "Processor time of the whole server, in µs for an operation; x hello: of the least and, in brackets, paired "
        f"by round. Load: {report.load_generator}, {CONNECTIONS} connections, "
        + ("server and load on a core each." if report.is_pinned else "not pinned: fewer than two cores."),
        style="dim",
    )
    console.print(PSS, style="dim")


def _scenarios(report: Report) -> Table:
    table = Table("scenario", "peer", box=None)
    for title in ("least µs", "median µs", "x hello", "", "gate", "stretch", "", "per second", "p50 ms", "p99 ms"):
        table.add_column(title, justify="right")
    for scenario, peer, measured in report.rows():
        verdict = scenario_verdict(report.results, peer, scenario, report.rs256_microseconds)
        latencies = _latencies(measured)
        table.add_row(
            scenario,
            peer,
            f"{measured.least_cpu:.0f}",
            f"{measured.median_cpu:.0f}",
            f"{least_ratio(report.results, peer, scenario):.2f}",
            f"({paired_ratio(report.results, peer, scenario):.2f})",
            f"{verdict.gate:.4g}" if verdict else "",
            f"{verdict.stretch:.4g}" if verdict else "",
            _word(verdict) if verdict else "",
            f"{max(measured.per_second):.0f}",
            f"{latencies['p50']:.1f}" if latencies else "",
            f"{latencies['p99']:.1f}" if latencies else "",
        )
    return table


def _limits(report: Report) -> Table:
    table = Table("", box=None)
    for title in ("", "gate", "stretch", ""):
        table.add_column(title, justify="right")
    for verdict in further_verdicts(
        report.results, report.start_seconds, report.memory_mib, report.argon2_microseconds
    ):
        stretch = f"{verdict.stretch:g}" if verdict.stretch is not None else ""
        table.add_row(verdict.name, f"{verdict.value:.2f}", f"{verdict.gate:g}", stretch, _word(verdict))
    return table


def _word(verdict: Verdict) -> str:
    return f"[{_COLOURS[verdict.word]}]{verdict.word}[/]"


def _latencies(measured: Measured) -> dict[str, float]:
    return {"p50": measured.latency_ms(50), "p99": measured.latency_ms(99)} if measured.latencies else {}
