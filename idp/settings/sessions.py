"""Lifetimes of sign-in sessions."""

from typing import Annotated

from pydantic import Field

from idp.settings.section import Section


class SessionSettings(Section):
    """Sign-in sessions in a browser."""

    idle_minutes: Annotated[int, Field(ge=5, le=60 * 24 * 30)] = 120
    """A session that is not used for so many minutes ends."""

    absolute_hours: Annotated[int, Field(ge=1, le=24 * 30)] = 12
    """A session ends after so many hours in any case."""

    interaction_minutes: Annotated[int, Field(ge=5, le=240)] = 60
    """How long a person may take over one sign-in or registration page flow."""

    session_management: bool = False
    """Whether clients that are registered for it may watch in their own pages whether a sign-in goes on (OpenID Connect
    Session Management 1.0). Opens one page to their frames, and sets a cookie that scripts may read."""
