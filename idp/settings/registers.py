"""The registers of customers that portals know."""

from idp.settings.section import Section


class RegisterSettings(Section):
    """A register: the customers of one of the operator's systems, each with a number of that system."""

    ignore_leading_zeros: bool = True
    """Whether 0004711 and 4711 are the same number."""
