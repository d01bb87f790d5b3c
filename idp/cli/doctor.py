"""``idp doctor``."""

import ssl
from pathlib import Path

import click
from rich.console import Console
from rich.progress import Progress

from idp.cli.diagnostics import CHECKS, Examination, Finding, Status
from idp.cli.frame import CommandError, Invocation, command_of
from idp.settings import Settings

SIGNS = {Status.OK: ("✓", "green"), Status.WARNING: ("!", "yellow"), Status.PROBLEM: ("✗", "red")}


@click.option("--only", multiple=True, type=click.Choice(list(CHECKS)), help="Only this check. Repeatable.")
@click.option(
    "--ca-file",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Authority of your own (PEM) that vouches for the proxy and the mail server, beside the system's.",
)
@command_of()
def doctor(invocation: Invocation, only: tuple[str, ...], ca_file: Path | None) -> None:
    """Examine the installation, and say what to do. Changes nothing; ends with 1 when there are problems."""
    examination = _begin(invocation.load_settings(), ca_file)
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


def _begin(settings: Settings, ca_file: Path | None) -> Examination:
    try:
        return Examination(settings, ca_file)
    except (OSError, ssl.SSLError) as error:
        raise CommandError(
            f"{ca_file} is no file of certificates: {error}", "It holds PEM: -----BEGIN CERTIFICATE-----."
        ) from error


def _show(findings: list[tuple[str, Finding]]) -> None:
    for name, finding in findings:
        sign, colour = SIGNS[finding.status]
        click.echo(f"{click.style(sign, fg=colour, bold=True)} {name:<9} {finding.message}")
        if finding.next_step:
            click.echo(f"{'':<12}→ {finding.next_step}")
