"""The register of customers that a command speaks of."""

import click

from idp.administration.customers.records import Register
from idp.cli.frame import CommandError
from idp.settings import Settings

register_option = click.option("--register", "register_key", metavar="KEY", help="Default: the only one there is.")


def register_or_only(settings: Settings, key: str | None) -> Register:
    """The register of the key, or the only one. Raises CommandError."""
    keys = ", ".join(settings.registers)
    if not settings.registers:
        raise CommandError("The settings name no register of customers.", "Add a table [registers.KEY].")
    if key is None and len(settings.registers) > 1:
        raise CommandError("There are several registers.", f"Choose one with --register: {keys}.")
    chosen = key or next(iter(settings.registers))
    if chosen not in settings.registers:
        raise CommandError(f"There is no register {chosen} in the settings.", f"Choose from: {keys}.")
    return Register(chosen, settings.registers[chosen])
