"""How long the tokens of a client hold: as it is registered, else as the settings say."""

from dataclasses import dataclass
from datetime import timedelta

from idp.infrastructure.web.application import current_settings
from idp.protocol.client import Client


@dataclass(frozen=True, slots=True)
class TokenLifetimes:
    """``refresh_idle`` is how long a refresh token holds unused, ``refresh_absolute`` the authorization behind it."""

    access_token: timedelta
    id_token: timedelta
    refresh_idle: timedelta
    refresh_absolute: timedelta


def lifetimes_of(client: Client) -> TokenLifetimes:
    """For the tokens of every grant; what was issued before keeps its end."""
    settings = current_settings().tokens
    return TokenLifetimes(
        access_token=timedelta(seconds=client.access_token_seconds or settings.access_token_seconds),
        id_token=timedelta(seconds=client.id_token_seconds or settings.id_token_seconds),
        refresh_idle=timedelta(days=client.refresh_idle_days or settings.refresh_idle_days),
        refresh_absolute=timedelta(days=client.refresh_absolute_days or settings.refresh_absolute_days),
    )
