"""Registers: which one a portal asks for numbers of, and how its numbers are compared."""

from dataclasses import dataclass

from idp.customers.canonical import number_key
from idp.settings import RegisterSettings, Settings


@dataclass(frozen=True, slots=True)
class Register:
    """A register by its key, with its settings."""

    key: str
    settings: RegisterSettings

    def number_key(self, text: str) -> str | None:
        """The form in which numbers of this register are compared; None for what can't be one."""
        return number_key(text, ignore_leading_zeros=self.settings.ignore_leading_zeros)


def register_by_key(settings: Settings, key: str) -> Register:
    """The register of a key, which may have gone from the settings since."""
    return Register(key, settings.registers.get(key) or RegisterSettings())


def register_of_portal(settings: Settings, portal: str | None) -> Register:
    """The register that the portal names, or the first one; the default portal's where ``portal`` is None."""
    return register_by_key(settings, settings.register_of(portal))
