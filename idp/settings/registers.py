"""The registers of customers that portals know."""

from typing import Annotated, Literal

from pydantic import Field

from idp.settings.lookups import LookupSettings
from idp.settings.section import Section

SerialUse = Literal["once", "per_customer"] | Annotated[int, Field(ge=1, le=10_000)]

DEFAULT_REGISTER = "customers"
"""Key of the register of an installation whose settings name none."""


class RegisterSettings(Section):
    """A register: the customers of one of the operator's systems, each with a number of that system."""

    ignore_leading_zeros: bool = True
    """Whether 0004711 and 4711 are the same number."""

    serial_use: SerialUse = "once"
    """How often the serial number of a device may be used for a registration: once, per_customer (as often as there are
    people of one customer), or a number of times."""

    lookup: LookupSettings = LookupSettings()
