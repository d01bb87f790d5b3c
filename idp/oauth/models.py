"""Token families and signing keys."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, Integer, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from idp.infrastructure.clock import now
from idp.infrastructure.database import Base
from idp.infrastructure.ids import new_id


class TokenFamily(Base):
    """Everything that came of one authorization: its code, then its refresh tokens; access tokens carry its ``id``.

    It is born with the code, redeemed once, updated in place by each refresh and revoked as a whole, so that the table
    grows with authorizations and not with refreshes.
    """

    __tablename__ = "token_families"
    __table_args__ = (Index("ix_token_families_account_id_client_id", "account_id", "client_id"),)

    id: Mapped[str] = mapped_column(String(40), primary_key=True, default=lambda: new_id("fam"))
    client_id: Mapped[str] = mapped_column(ForeignKey("clients.client_id", ondelete="CASCADE"))
    account_id: Mapped[str] = mapped_column(ForeignKey("accounts.id", ondelete="CASCADE"))
    session_id: Mapped[str | None] = mapped_column(String(40), index=True)
    scope: Mapped[str] = mapped_column(String(1000))
    # The claims parameter of the request, kept for userinfo and refreshed ID tokens.
    claims_request: Mapped[str | None] = mapped_column(Text)
    nonce: Mapped[str | None] = mapped_column(Text)
    # A refreshed ID token must state the original sign-in (OpenID Connect Core 12.2).
    authenticated_at: Mapped[datetime]
    amr: Mapped[list[str]]
    acr: Mapped[str] = mapped_column(String(100))
    created_at: Mapped[datetime] = mapped_column(default=now)
    # End of what may still be redeemed or refreshed; rows past it are pruned.
    expires_at: Mapped[datetime] = mapped_column(index=True)
    revoked_at: Mapped[datetime | None]

    code_hash: Mapped[str | None] = mapped_column(String(64), unique=True)
    code_expires_at: Mapped[datetime | None]
    redirect_uri: Mapped[str] = mapped_column(String(2048))
    code_challenge: Mapped[str | None] = mapped_column(String(43))
    redeemed_at: Mapped[datetime | None]

    refresh_hash: Mapped[str | None] = mapped_column(String(64))
    # How often it was refreshed: the length of the chain that leads from the first refresh token to the present one.
    refresh_count: Mapped[int] = mapped_column(Integer, default=0)
    refreshed_at: Mapped[datetime | None]
    refresh_expires_at: Mapped[datetime | None]


class SigningKey(Base):
    """A key pair that signs tokens; the private half is wrapped under the master key."""

    __tablename__ = "signing_keys"
    # One key an algorithm signs and one waits, however many workers think of rotating at the same moment.
    __table_args__ = (
        Index(
            "uq_signing_keys_algorithm_state",
            "algorithm",
            "state",
            unique=True,
            sqlite_where=text("state IN ('next', 'active')"),
            postgresql_where=text("state IN ('next', 'active')"),
        ),
    )

    kid: Mapped[str] = mapped_column(String(64), primary_key=True)
    algorithm: Mapped[str] = mapped_column(String(10))
    # next -> active -> retired -> removed; see signing_keys/lifecycle.py.
    state: Mapped[str] = mapped_column(String(10))
    public_jwk: Mapped[dict[str, Any]]
    wrapped_private_jwk: Mapped[str | None] = mapped_column(String(8000))
    created_at: Mapped[datetime] = mapped_column(default=now)
    activated_at: Mapped[datetime | None]
    retired_at: Mapped[datetime | None]
    removed_at: Mapped[datetime | None]
