"""Lifetimes of codes and tokens."""

from typing import Annotated

from pydantic import Field

from idp.protocol.lifetimes import FEWEST_DAYS, LONGEST_SECONDS, MOST_DAYS, SHORTEST_SECONDS
from idp.settings.section import Section

_Seconds = Annotated[int, Field(ge=SHORTEST_SECONDS, le=LONGEST_SECONDS)]
_Days = Annotated[int, Field(ge=FEWEST_DAYS, le=MOST_DAYS)]


class TokenSettings(Section):
    """Lifetimes of what is issued."""

    code_seconds: Annotated[int, Field(ge=10, le=60)] = 60
    """Lifetime of an authorization code, in seconds."""

    pushed_request_seconds: Annotated[int, Field(ge=5, le=599)] = 60
    """How long a browser may take to bring the request_uri of a pushed authorization request, in seconds (RFC 9126);
    it does not limit the sign-in that follows. FAPI 2.0 asks for less than 600."""

    device_code_seconds: Annotated[int, Field(ge=60, le=3600)] = 600
    """How long a person may take to connect a device that shows a code, in seconds, with the sign-in (RFC 8628)."""

    access_token_seconds: _Seconds = 600
    """Lifetime of an access token, in seconds; some clients fail below 60."""

    id_token_seconds: _Seconds = 600
    """Lifetime of an ID token, in seconds."""

    require_dpop_nonce: bool = False
    """Whether each DPoP proof needs a nonce of the provider (RFC 9449 8), so that none can be made in advance. Costs
    clients a second request every few minutes; some can't do it."""

    refresh_idle_days: _Days = 30
    """A refresh token that is not used for so many days dies."""

    refresh_absolute_days: _Days = 180
    """After so many days the person must sign in again, however often the token was used."""

    refresh_grace_seconds: Annotated[int, Field(ge=0, le=3600)] = 300
    """How long a replaced refresh token is answered with its successor while that is unused (lost answers, outages)."""
