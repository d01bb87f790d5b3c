"""Registration at a portal."""

from typing import Annotated

from pydantic import Field

from idp.settings.section import Section


class RegistrationSettings(Section):
    """The way into an account."""

    open: bool = True
    """Whether a person may register without an invitation."""

    confirmation_hours: Annotated[int, Field(ge=1, le=24 * 30)] = 24
    """How long the link in the confirmation mail holds, in hours."""
