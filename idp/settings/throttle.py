"""Budgets of failed attempts, mails and form submissions."""

from typing import Annotated

from pydantic import Field

from idp.settings.section import Section


class ThrottleSettings(Section):
    """Budgets of failed attempts. They are kept in the database and hold over all workers."""

    account_attempts: Annotated[int, Field(ge=3, le=1000)] = 10
    """Wrong passwords for one account within the window."""

    address_attempts: Annotated[int, Field(ge=3, le=100000)] = 50
    """Wrong passwords from one network address within the window."""

    global_attempts: Annotated[int, Field(ge=10, le=10000000)] = 5000
    """Wrong passwords over all accounts within the window."""

    window_minutes: Annotated[int, Field(ge=1, le=1440)] = 15
    """Length of the window, in minutes."""

    mails_per_address: Annotated[int, Field(ge=1, le=1000)] = 5
    """Mails of one kind (confirmation, reset) to one address within an hour."""

    evidence_attempts: Annotated[int, Field(ge=3, le=1000)] = 20
    """Registrations within a day that name one customer number, or one address together with such evidence."""

    invitations_per_organization: Annotated[int, Field(ge=1, le=1000000)] = 500
    """Invitations that an organization may send within a day."""

    invitations_per_person: Annotated[int, Field(ge=1, le=1000000)] = 200
    """Invitations that one administrator may send within a day, for all organizations together."""

    organizations_per_client: Annotated[int, Field(ge=1, le=1000000)] = 500
    """Organizations that one application may create within an hour."""

    storage: Annotated[str, Field(pattern=r"^(memory://$|valkey[a-z+]*://.)")] = "memory://"
    """Where the coarse request limiter of public forms counts: memory:// or valkey://host:port (several nodes)."""

    form_requests_per_minute: Annotated[int, Field(ge=5, le=100000)] = 120
    """Submissions of public forms from one network address per minute, and as many sign-ins begun from there."""
