"""Deletion, invitation and temporary passwords of accounts."""

from typing import Annotated, Literal

from pydantic import Field

from idp.settings.section import Section

ProfileField = Literal[
    "nickname",
    "middle_name",
    "birthdate",
    "gender",
    "phone_number",
    "address",
    "zoneinfo",
    "website",
    "profile",
    "picture",
]
"""A standard claim (OpenID Connect Core 5.1) that people may write themselves, beside name and language."""


class AccountSettings(Section):
    """What people do with their own accounts."""

    profile_fields: tuple[ProfileField, ...] = ("nickname", "phone_number", "address")
    """Which further details people may give, and applications ask for: standard claims of OpenID Connect, any of
    nickname, middle_name, birthdate, gender, phone_number, address, zoneinfo, website, profile and picture."""

    deletion_days: Annotated[int, Field(ge=1, le=365)] = 14
    """How long a person may take back the wish to have the account deleted, in days; then it is gone for good."""

    invitation_days: Annotated[int, Field(ge=1, le=30)] = 7
    """How long the link holds that is mailed to somebody for whom an account was made, in days."""

    temporary_password_hours: Annotated[int, Field(ge=1, le=168)] = 24
    """How long a temporary password from the support is good, in hours; it opens the account once."""
