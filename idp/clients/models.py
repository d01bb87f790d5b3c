"""Clients and their secrets."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from idp.infrastructure.clock import current_time
from idp.infrastructure.database import Base
from idp.infrastructure.ids import new_id
from idp.protocol.client_metadata import WireValue, WireValues

METADATA_COLUMNS = ("portal", "client_name")
"""Fields of the metadata that have a column of their own."""


class ClientRecord(Base):
    """A registered client: a column for what statements filter and sort by, one document for all other metadata."""

    __tablename__ = "clients"

    client_id: Mapped[str] = mapped_column(String(100), primary_key=True, default=lambda: new_id("app"))
    portal: Mapped[str] = mapped_column(String(100))
    client_name: Mapped[str] = mapped_column(String(200))
    # By the names of the table of fields. Named so because a declarative class already has a ``metadata``.
    stored_metadata: Mapped[dict[str, Any]] = mapped_column("metadata", default=dict)
    disabled_at: Mapped[datetime | None]
    # Of a client that registered itself: what its registration access token is recognized by.
    registration_token_hash: Mapped[str | None] = mapped_column(String(64), index=True, unique=True)
    # The scopes that it may choose from where an operator has decided on them, else those of the settings.
    permitted_scope: Mapped[str | None] = mapped_column(Text)
    # Of a client that registered itself: since when, as long as no person has given it access.
    unused_since: Mapped[datetime | None] = mapped_column(index=True)
    created_at: Mapped[datetime] = mapped_column(default=current_time)
    updated_at: Mapped[datetime] = mapped_column(default=current_time, onupdate=current_time)

    @property
    def is_self_registered(self) -> bool:
        return self.registration_token_hash is not None

    @property
    def values(self) -> dict[str, WireValue]:
        """All metadata of the client by the names of their fields."""
        return self.stored_metadata | {name: getattr(self, name) for name in METADATA_COLUMNS}

    @values.setter
    def values(self, values: WireValues) -> None:
        self.stored_metadata = {name: value for name, value in values.items() if name not in METADATA_COLUMNS}
        for name in METADATA_COLUMNS:
            setattr(self, name, values[name])


class ClientSecret(Base):
    """A secret of a client. Two may hold at once, so that one can be replaced without a gap."""

    __tablename__ = "client_secrets"

    id: Mapped[str] = mapped_column(String(40), primary_key=True, default=lambda: new_id("sec"))
    client_id: Mapped[str] = mapped_column(ForeignKey("clients.client_id", ondelete="CASCADE"), index=True)
    # SHA-256: the secret is long and random, and a slow hash would cost half a second a token.
    secret_hash: Mapped[str] = mapped_column(String(64))
    # The secret itself, wrapped under the master key: of clients that sign with it, and of no others.
    wrapped_secret: Mapped[str | None] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(default=current_time)
    expires_at: Mapped[datetime | None]


def wrapping_context(secret_id: str) -> str:
    """What a wrapped secret is bound to."""
    return f"client secret {secret_id}"
