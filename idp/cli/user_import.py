"""``idp users import``."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click
import orjson
from rich.console import Console
from rich.progress import Progress

from idp.administration.imports import SUFFIXES, Format, Rules, Tally, examine_file, find_format, import_people
from idp.cli.actor import operator_from_shell
from idp.cli.frame import CommandError, Invocation, command_of
from idp.cli.installation import open_installation
from idp.cli.portals import portal_or_default


class ImportRefused(CommandError):
    """Nothing was stored, because of what stands in the file."""

    def __init__(self, message: str, next_step: str, tally: Tally) -> None:
        super().__init__(message, next_step)
        self._tally = tally

    def show(self, file: Any = None) -> None:
        if self._as_json:
            document = _document(self._tally) | {"error": self.message, "next_step": self.next_step}
            click.echo(orjson.dumps(document).decode(), err=True)
            return
        _show_problems(self._tally)
        super().show(file)


@click.argument("file", type=click.Path(exists=True, dir_okay=False, readable=True, path_type=Path))
@click.option("--format", "kind", type=click.Choice(["csv", "jsonl"]), help="Default: by the end of the file's name.")
@click.option("--dry-run", is_flag=True, help="Say what an import would do, and store nothing.")
@click.option("--skip-invalid", is_flag=True, help="Import the lines that can be; otherwise it is all or nothing.")
@click.option(
    "--existing",
    type=click.Choice(["skip", "refuse"]),
    default="skip",
    show_default=True,
    help="What to do about addresses that have an account. It is never changed.",
)
@click.option("--invite", is_flag=True, help="Mail those who come without a password a link to choose one.")
@click.option("--portal", help="Where they are admitted, and whose look the mails have (default: the first).")
@command_of(name="import")
def import_(
    invocation: Invocation,
    file: Path,
    kind: Format | None,
    dry_run: bool,
    skip_invalid: bool,
    existing: str,
    invite: bool,
    portal: str | None,
) -> None:
    """Import accounts of another system, with their password hashes, from a CSV or JSON Lines file in UTF-8.

    The whole file is examined before anything is stored. Columns: email, email_verified, username, given_name,
    family_name, language, customer_number, password_hash, created_at, disabled.
    """
    settings = invocation.load_settings()
    rules = Rules(
        settings=settings,
        actor=operator_from_shell(portal=portal_or_default(settings, portal)),
        skips_invalid=skip_invalid,
        invites=invite,
    )
    kind = kind or find_format(file)
    if kind is None:
        raise CommandError(f"{file} ends in none of {', '.join(SUFFIXES)}.", "Say what it is with --format.")
    with open_installation(settings):
        with _progress("Examining") as progress:
            tally = examine_file(file, kind, progress, rules.actor)
        if not dry_run:
            _refuse(tally, skip_invalid=skip_invalid, refuse_existing=existing == "refuse")
            with _progress("Importing", tally.rows) as progress:
                tally = import_people(file, kind, rules, progress)
    invocation.answer(_document(tally) | {"dry_run": dry_run}, lambda: _show(tally, dry_run=dry_run))
    if tally.invalid or (existing == "refuse" and tally.existing):
        click.get_current_context().exit(1)


def _refuse(tally: Tally, *, skip_invalid: bool, refuse_existing: bool) -> None:
    if tally.invalid and not skip_invalid:
        raise ImportRefused(
            f"{_number(tally.invalid, 'line')} can't be imported, so nothing was.",
            "Mend the file, or leave these lines out with --skip-invalid.",
            tally,
        )
    if tally.existing and refuse_existing:
        raise ImportRefused(
            f"There are accounts already ({_existing_lines(tally)}), so nothing was imported.",
            "Without --existing refuse they are left as they are.",
            tally,
        )


@contextmanager
def _progress(description: str, total: int | None = None) -> Iterator[Callable[[int], None]]:
    with Progress(console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task(description, total=total)
        yield lambda lines: progress.update(task, advance=lines)


def _document(tally: Tally) -> dict[str, Any]:
    return asdict(tally)


def _show(tally: Tally, *, dry_run: bool) -> None:
    _show_problems(tally)
    without = f", {tally.without_password} of them without a password" if tally.without_password else ""
    click.echo(f"{'To be imported' if dry_run else 'Imported'}: {tally.new}{without}.")
    if tally.invited:
        click.echo(f"Invited by mail: {tally.invited}.")
    if tally.existing:
        click.echo(f"Already there, and left as they are: {tally.existing} ({_existing_lines(tally)}).")
    if tally.invalid:
        click.echo(f"Left out: {_number(tally.invalid, 'line')}.")


def _show_problems(tally: Tally) -> None:
    for problem in tally.problems:
        click.echo(str(problem), err=True)
    if tally.invalid > len({problem.line for problem in tally.problems}):
        click.echo("…", err=True)


def _existing_lines(tally: Tally) -> str:
    more = ", …" if tally.existing > len(tally.existing_lines) else ""
    return f"line {', '.join(map(str, tally.existing_lines))}{more}"


def _number(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"
