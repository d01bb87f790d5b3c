"""Mails that come back."""

from typing import Annotated

from pydantic import Field

from idp.settings.section import Section


class BounceSettings(Section):
    """Mails that come back, and the addresses that get no more of them."""

    days: Annotated[int, Field(ge=2, le=14)] = 3
    """On how many days of a fortnight mails to an address must come back before it is suppressed, for a full mailbox
    and the like. An address that does not exist is suppressed at once."""

    suppression_days: Annotated[int, Field(ge=1, le=365)] = 30
    """How long a suppressed address gets no mail unless it is lifted before, in days."""
