"""``idp doctor``."""

import click
from rich.console import Console
from rich.progress import Progress

from idp.cli.diagnostics import CHECKS, Examination, Finding, Status
from idp.cli.frame import Invocation, command_of

SIGNS = {Status.OK: ("✓", "green"), Status.WARNING: ("!", "yellow"), Status.PROBLEM: ("✗", "red")}


@click.option("--only", multiple=True, type=click.Choice(list(CHECKS)), help="Only this check. Repeatable.")
@command_of()
def doctor(invocation: Invocation, only: tuple[str, ...]) -> None:
    """Examine the installation, and say what to do. Changes nothing; ends with 1 when there are problems."""
    examination = Examination(invocation.load_settings())
    findings: list[tuple[str, Finding]] = []
    with Progress(console=Console(stderr=True), transient=True) as progress:
        for name in progress.track(only or list(CHECKS), description="Examining"):
            findings += [(name, finding) for finding in CHECKS[name](examination)]
    problems = sum(finding.status is Status.PROBLEM for _, finding in findings)
    document = {
        "ok": problems == 0,
        "findings": [
            {"check": name, "status": each.status, "message": each.message, "next_step": each.next_step}
            for name, each in findings
        ],
    }
    invocation.answer(document, lambda: _show(findings))
    if problems:
        click.get_current_context().exit(1)


def _show(findings: list[tuple[str, Finding]]) -> None:
    for name, finding in findings:
        sign, colour = SIGNS[finding.status]
        click.echo(f"{click.style(sign, fg=colour, bold=True)} {name:<9} {finding.message}")
        if finding.next_step:
            click.echo(f"{'':<12}→ {finding.next_step}")
