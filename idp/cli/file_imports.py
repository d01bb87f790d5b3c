"""What commands that import a file have in common: their argument and options, and what they say of it."""

from pathlib import Path

import click

from idp.administration.files.problems import RowTally


def file_options(command: click.Command) -> click.Command:
    """FILE, ``--encoding`` and ``--dry-run``."""
    for option in (
        click.option("--dry-run", is_flag=True, help="Say what an import would do, and store nothing."),
        click.option(
            "--encoding", help="Such as windows-1252 (default: UTF-8, or UTF-16 where the file begins with its mark)."
        ),
        click.argument("file", type=click.Path(exists=True, dir_okay=False, readable=True, path_type=Path)),
    ):
        command = option(command)
    return command


def show_problems(tally: RowTally) -> None:
    """Each row that can't be imported, and that there are more."""
    for problem in tally.problems:
        click.echo(str(problem), err=True)
    if tally.invalid > len({problem.line for problem in tally.problems}):
        click.echo("…", err=True)


def show_left_out(tally: RowTally) -> None:
    """The columns and rows that were left out."""
    if tally.left_out:
        click.echo(f"Columns that are not kept: {', '.join(tally.left_out)}.")
    if tally.invalid:
        click.echo(f"Left out: {tally.invalid}.")
