"""Lifetimes of a portal's links and page flows where they differ from the installation's."""

from typing import Annotated

from pydantic import Field

from idp.settings.section import Section


class PortalLifetimeSettings(Section):
    """Lifetimes at this portal; one that is left out is the installation's."""

    reset_link_minutes: Annotated[int, Field(ge=5, le=1440)] | None = None
    """How long the link of a password reset mail holds, in minutes; else passwords.reset_link_minutes."""

    invitation_days: Annotated[int, Field(ge=1, le=30)] | None = None
    """How long the link of an invitation mail holds, in days; else accounts.invitation_days."""

    interaction_minutes: Annotated[int, Field(ge=5, le=240)] | None = None
    """How long a person may take over one sign-in, in minutes; else sessions.interaction_minutes."""
