"""Second factors at a portal."""

from typing import Annotated, Literal

from pydantic import Field

from idp.settings.section import Section


class SecondFactorSettings(Section):
    """Who needs a second factor at sign-in, and which."""

    policy: Literal["off", "optional", "administrators", "all"] = "optional"
    """off: not offered; optional: who wants; administrators: whoever administers an organization; all: everybody."""

    grace_days: Annotated[int, Field(ge=0, le=365)] = 14
    """How long setting one up may be put off from the first time it is demanded, in days."""

    mailed_code: bool = False
    """Accept a code sent by mail as a second factor: weak, but better than none."""

    trusted_device_days: Annotated[int, Field(ge=0, le=365)] = 0
    """How long a device may go without the second factor once the person trusts it, in days; 0 switches that off."""
