"""``python -m benchmarks``, or ``make bench ARGS="--quick"``."""

import sys
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path

import click

from benchmarks.measurement import VoidRun, load_generator, measure_latencies, measure_rounds
from benchmarks.peers import PEERS
from benchmarks.peers.einlass import argon2_microseconds, rs256_microseconds
from benchmarks.processes import pin, two_cores
from benchmarks.report import Report, show
from benchmarks.scenarios import HELLO, SCENARIOS

RESULTS = Path(__file__).parent / "results"


@click.command()
@click.option("--quick", is_flag=True, help="A smoke: everything once and short. The numbers mean little.")
@click.option("--rounds", type=int, default=7, show_default=True)
@click.option("--seconds", type=int, default=1, show_default=True, help="Length of one measurement.")
@click.option("--samples", type=int, default=1000, show_default=True, help="Latencies taken; 0 for none.")
@click.option("--peer", "peers", multiple=True, type=click.Choice(list(PEERS)), help="Only these, and hello.")
@click.option("--scenario", "scenarios", multiple=True, type=click.Choice(list(SCENARIOS)), help="Only these.")
def bench(
    quick: bool, rounds: int, seconds: int, samples: int, peers: tuple[str, ...], scenarios: tuple[str, ...]
) -> None:
    """Time the hot paths of all peers against each other, and say whether the gates hold."""
    if quick:
        rounds, seconds, samples = 1, 1, 50
    server_core, load_core = two_cores()
    pin(load_core)
    with tempfile.TemporaryDirectory(prefix="einlass-benchmark-") as folder, ExitStack() as stack:
        # Any user may enter: PostgreSQL never runs as root.
        Path(folder).chmod(0o755)
        taking_part = [PEERS[name](Path(folder)) for name in PEERS if name == HELLO or not peers or name in peers]
        for peer in taking_part:
            stack.callback(peer.stop)
            tell(f"starting {peer.name}")
            peer.start(server_core)
        argon2, rs256 = argon2_microseconds(), rs256_microseconds()
        memory = {peer.name: peer.running.memory_mib() for peer in taking_part}
        try:
            results = measure_rounds(taking_part, scenarios or tuple(SCENARIOS), rounds, seconds, tell)
            if samples:
                measure_latencies(taking_part, results, samples, tell)
        except VoidRun as error:
            raise click.ClickException(f"The run is void. {error}") from error
        report = Report(
            results=results,
            start_seconds={peer.name: peer.running.start_seconds for peer in taking_part},
            memory_mib={peer.name: (memory[peer.name], peer.running.memory_mib()) for peer in taking_part},
            argon2_microseconds=argon2,
            rs256_microseconds=rs256,
            load_generator=load_generator(),
            is_pinned=server_core is not None,
        )
    files = report.write(RESULTS, time.strftime("%Y%m%d-%H%M%S"))
    show(report)
    click.echo("Written: " + ", ".join(map(str, files)))


def tell(line: str) -> None:
    """Say how far it is, on standard error."""
    print(line, file=sys.stderr, flush=True)


if __name__ == "__main__":
    bench()
