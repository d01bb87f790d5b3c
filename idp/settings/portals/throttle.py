"""Attempt budgets of a portal where they differ from the installation's."""

from typing import Annotated

from pydantic import Field

from idp.settings.section import Section


class PortalThrottleSettings(Section):
    """Budgets at this portal's pages; one that is left out is that of [throttle]. The counters are the accounts' and
    shared by all portals."""

    account_attempts: Annotated[int, Field(ge=3, le=1000)] | None = None
    """Wrong passwords for one account within the window."""

    address_attempts: Annotated[int, Field(ge=3, le=100000)] | None = None
    """Wrong passwords from one network address within the window."""

    mails_per_address: Annotated[int, Field(ge=1, le=1000)] | None = None
    """Mails of one kind (confirmation, reset) to one address within an hour."""
