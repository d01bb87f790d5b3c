"""``idp customers import``."""

from dataclasses import asdict
from pathlib import Path

import click

from idp.administration.customers.importing import CustomerTally, examine_customers, import_customers
from idp.administration.files.source import Source
from idp.cli.actor import operator_from_shell
from idp.cli.file_imports import file_options, show_left_out, show_problems
from idp.cli.frame import Invocation, command_of
from idp.cli.installation import open_installation
from idp.cli.progress import show_progress
from idp.cli.registers import register_option, register_or_only


@file_options
@register_option
@command_of(name="import")
def import_(invocation: Invocation, file: Path, encoding: str | None, dry_run: bool, register_key: str | None) -> None:
    """Create and change customers as a file says: CSV, JSON or JSON Lines.

    Columns: number, former_numbers and postcodes (several with semicolons between), name, state (active or closed),
    accounts_allowed, organization_id, and attributes.NAME for what else is known. A customer is found by its number or
    a former one; one that the file leaves out stays as it is. What can't be imported is named by line and left out.
    """
    settings = invocation.load_settings()
    register = register_or_only(settings, register_key)
    source, actor = Source(file, encoding=encoding), operator_from_shell()
    with open_installation(settings):
        with show_progress("Examining") as progress:
            tally = examine_customers(source, register, progress, actor)
        if not dry_run:
            with show_progress("Importing", tally.rows) as progress:
                tally = import_customers(source, register, progress, actor)
    invocation.answer(asdict(tally) | {"dry_run": dry_run}, lambda: _show(tally, is_dry_run=dry_run))
    if tally.invalid:
        click.get_current_context().exit(1)


def _show(tally: CustomerTally, *, is_dry_run: bool) -> None:
    show_problems(tally)
    click.echo(f"{'To be created' if is_dry_run else 'Created'}: {tally.new}.")
    click.echo(f"{'To be changed' if is_dry_run else 'Changed'}: {tally.changed}.")
    click.echo(f"{'To be renumbered' if is_dry_run else 'Renumbered'}: {tally.renumbered}.")
    click.echo(f"As they were: {tally.unchanged}.")
    show_left_out(tally)
