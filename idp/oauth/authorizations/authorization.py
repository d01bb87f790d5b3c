"""The value behind every code and token."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from idp.infrastructure.ids import new_id

ID_PREFIX = "authz"


class Rotation(StrEnum):
    """What a refresh does to the refresh token."""

    CHAIN = "chain"
    """Each is replaced by its successor, and a replay of an old one is noticed (RFC 9700 4.14.2)."""
    FIXED = "fixed"
    """It stays the same: for clients whose tokens are bound to a key (FAPI 2.0 Security Profile 5.3.2.1)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Authorization:
    """What a client was allowed, by whom, and on which authentication.

    ``account_id`` is None where a client acts for itself (RFC 6749 4.4); there is then no authentication either.
    ``subject`` is the ``sub`` of every token, as this client sees it. An empty ``audience`` means all that its
    scope speaks of.
    ``claims_request`` is the text of the ``claims`` parameter.
    ``session_expires_at`` is when the sign-in behind it ends in any case.
    ``expires_at`` ends what may still be redeemed or refreshed; ``refreshed_at`` is the time of the last refresh.
    """

    id: str = field(default_factory=lambda: new_id(ID_PREFIX))
    client_id: str
    account_id: str | None
    subject: str
    scope: tuple[str, ...]
    created_at: datetime
    expires_at: datetime
    audience: tuple[str, ...] = ()
    session_id: str | None = None
    session_expires_at: datetime | None = None
    portal: str | None = None
    organization_id: str | None = None
    authenticated_at: datetime | None = None
    amr: tuple[str, ...] = ()
    acr: str | None = None
    nonce: str | None = None
    claims_request: str | None = None
    rotation: Rotation = Rotation.CHAIN
    refreshed_at: datetime | None = None
