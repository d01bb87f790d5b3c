"""Clients that register themselves."""

from typing import Annotated, Literal

from pydantic import Field

from idp.settings.section import Section


class ClientRegistrationSettings(Section):
    """Applications that register themselves (dynamic client registration, RFC 7591 and RFC 7592)."""

    access: Literal["off", "token", "open"] = "off"
    """Who may register: "token" asks an initial access token of `idp clients initial-access-tokens create`, "open"
    nothing."""

    portal: str = ""
    """Key of the portal that these applications belong to; needed where they may register."""

    scopes: tuple[str, ...] = ("openid", "profile", "email", "address", "phone", "offline_access")
    """What they may ask people for. An application that names no scopes gets all of these."""

    registrations_per_address: Annotated[int, Field(ge=1, le=1000000)] = 20
    """Registrations that are attempted from one network address within an hour."""

    requests_per_address: Annotated[int, Field(ge=1, le=1000000)] = 300
    """Requests from one network address to read, change or delete a registration, within an hour."""

    unused_days: Annotated[int, Field(ge=0, le=3650)] = 90
    """After how many days an application is deleted that no person has given access; 0 keeps it."""

    token_days: Annotated[int, Field(ge=1, le=3650)] = 30
    """How long an initial access token can be used, in days, where its command does not say."""
