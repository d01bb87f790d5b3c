"""Persistent sign-in at a portal."""

from typing import Annotated

from pydantic import Field

from idp.settings.section import Section


class RememberMeSettings(Section):
    """Staying signed in over a restart of the browser."""

    offered: bool = False
    """Show "Remember me" on the sign-in page."""

    hours: Annotated[int, Field(ge=1, le=24 * 365)] = 12
    """How long a person stays signed in at most, in hours."""
