"""Registration at a portal."""

from typing import Annotated, Literal

from pydantic import Field

from idp.settings.section import Section


class RegistrationSettings(Section):
    """The way into an account."""

    open: bool = True
    """Whether a person may register without an invitation."""

    confirmation_hours: Annotated[int, Field(ge=1, le=24 * 30)] = 24
    """How long the link in the confirmation mail holds, in hours."""

    after_invitation: Literal["signed_in", "sign_in_page"] = "signed_in"
    """Where an accepted invitation leads a person who has just chosen a password: on, signed in, or to the sign-in page
    with the address filled in."""

    journey_version: Annotated[int, Field(ge=1)] = 1
    """Version of what this portal asks of people who register, such as its terms. Raise it when those who are admitted
    already must go through it again at their next visit, for instance because the terms changed."""
