"""How long expired rows are kept."""

from typing import Annotated

from pydantic import Field

from idp.settings.section import Section


class RetentionSettings(Section):
    """How long what has had its time is still kept. What belongs to an account goes with the account, if not before."""

    links_days: Annotated[int, Field(ge=1, le=365)] = 30
    """Mailed links and registrations, after they expired, in days; until then their pages say what became of them.
    Initial access tokens as well."""

    interactions_days: Annotated[int, Field(ge=1, le=365)] = 7
    """Sign-ins that were begun and left, after they expired, in days."""

    sessions_days: Annotated[int, Field(ge=1, le=3650)] = 30
    """Sessions and remembered sign-ins, after they expired, in days."""

    mail_days: Annotated[int, Field(ge=14, le=3650)] = 30
    """The list of mails (recipient, subject, time; their text is gone once they are sent), in days."""

    logout_deliveries_days: Annotated[int, Field(ge=2, le=3650)] = 30
    """The list of what applications were told of ended sessions, in days."""

    event_addresses_days: Annotated[int, Field(ge=1, le=3650)] = 90
    """Network addresses in the record of events, in days; the events stay, without them."""

    events_days: Annotated[int, Field(ge=30, le=36500)] = 365
    """Events of every day, such as sign-ins, and former e-mail addresses, in days."""

    lasting_events_days: Annotated[int, Field(ge=30, le=36500)] = 1461
    """Events that prove something, such as consents, roles, clients and accounts made and deleted, in days."""
