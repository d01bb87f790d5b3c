"""The registers of customers that portals know."""

from idp.settings.section import Section

DEFAULT_REGISTER = "customers"
"""Key of the register of an installation whose settings name none."""


class RegisterSettings(Section):
    """A register: the customers of one of the operator's systems, each with a number of that system."""

    ignore_leading_zeros: bool = True
    """Whether 0004711 and 4711 are the same number."""
