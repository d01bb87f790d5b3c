"""The register of customers that a command speaks of."""

import click

from idp.cli.frame import CommandError
from idp.customers.registers import Register, register_by_key
from idp.settings import DEFAULT_REGISTER, Settings

register_option = click.option("--register", "register_key", metavar="KEY", help="Default: the only one there is.")


def register_or_only(settings: Settings, key: str | None) -> Register:
    """The register of the key, or the only one; without any in the settings ``customers``. Raises CommandError."""
    if key is None and len(settings.registers) > 1:
        keys = ", ".join(settings.registers)
        raise CommandError("There are several registers.", f"Choose one with --register: {keys}.")
    return _register(settings, key or settings.register_of(None))


def register_or_portals(settings: Settings, key: str | None, portal: str) -> Register:
    """The register of the key, or that of the portal. Raises CommandError."""
    return _register(settings, key or settings.register_of(portal))


def _register(settings: Settings, key: str) -> Register:
    if key not in (settings.registers or (DEFAULT_REGISTER,)):
        known = ", ".join(settings.registers or (DEFAULT_REGISTER,))
        raise CommandError(f"There is no register {key} in the settings.", f"Choose from: {known}.")
    return register_by_key(settings, key)
