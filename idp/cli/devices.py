"""``idp devices``."""

from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from idp.administration.devices.importing import DeviceTally, examine_devices, import_devices
from idp.administration.devices.records import ShownDevice, get_device, search_devices
from idp.administration.files.source import Source
from idp.cli.actor import operator_from_shell
from idp.cli.file_imports import file_options, show_left_out, show_problems
from idp.cli.frame import Invocation, command_of, show_fields, show_table
from idp.cli.installation import open_installation, open_transaction
from idp.cli.progress import show_progress
from idp.cli.registers import register_option, register_or_only


@click.group()
def devices() -> None:
    """The devices of your customers, by serial number."""


@register_option
@click.option("--search", default="", help="Part of a serial number.")
@click.option("--limit", type=click.IntRange(1, 10000), default=100, show_default=True)
@command_of(devices, "list")
def list_(invocation: Invocation, search: str, limit: int, register_key: str | None) -> None:
    """List devices, the newest first."""
    settings = invocation.load_settings()
    register = register_or_only(settings, register_key)
    with open_transaction(settings) as session:
        documents = [
            _document(each) for each in search_devices(session, register, search, limit, operator_from_shell())
        ]
    rows = [[each["serial"], each["customer"] or "", str(each["uses"])] for each in documents]
    columns = ("Serial number", "Customer", "Uses")
    invocation.answer(documents, lambda: show_table(columns, rows, empty="There is no such device."))


@register_option
@click.argument("serial")
@command_of(devices, "show")
def show(invocation: Invocation, serial: str, register_key: str | None) -> None:
    """Show the device of a serial number."""
    settings = invocation.load_settings()
    register = register_or_only(settings, register_key)
    with open_transaction(settings) as session:
        document = _document(get_device(session, register, serial, operator_from_shell()))
    invocation.answer(document, lambda: show_fields(document))


@file_options
@register_option
@command_of(devices, "import")
def import_(invocation: Invocation, file: Path, encoding: str | None, dry_run: bool, register_key: str | None) -> None:
    """Create devices as a file says, and store whose they are: CSV, JSON or JSON Lines.

    Columns: serial, and customer (a number of the customer) where it is known. A device that the file leaves out stays
    as it is. What can't be imported is named by line and left out.
    """
    settings = invocation.load_settings()
    register = register_or_only(settings, register_key)
    source, actor = Source(file, encoding=encoding), operator_from_shell()
    with open_installation(settings):
        with show_progress("Examining") as progress:
            tally = examine_devices(source, register, progress, actor)
        if not dry_run:
            with show_progress("Importing", tally.rows) as progress:
                tally = import_devices(source, register, progress, actor)
    invocation.answer(asdict(tally) | {"dry_run": dry_run}, lambda: _show(tally, is_dry_run=dry_run))
    if tally.invalid:
        click.get_current_context().exit(1)


def _show(tally: DeviceTally, *, is_dry_run: bool) -> None:
    show_problems(tally)
    click.echo(f"{'To be created' if is_dry_run else 'Created'}: {tally.new}.")
    click.echo(f"{'To be changed' if is_dry_run else 'Changed'}: {tally.changed}.")
    click.echo(f"As they were: {tally.unchanged}.")
    show_left_out(tally)


def _document(shown: ShownDevice) -> dict[str, Any]:
    return {
        "register": shown.device.register,
        "serial": shown.device.serial,
        "customer": shown.customer,
        "uses": shown.uses,
        "created_at": shown.device.created_at.isoformat(),
    }
