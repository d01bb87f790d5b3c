"""The provider's keys."""

from datetime import datetime
from typing import Any

from sqlalchemy import Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from idp.infrastructure.clock import current_time
from idp.infrastructure.database import Base


class ProviderKey(Base):
    """A key pair that signs tokens, or that clients encrypt to; the private half is wrapped under the master key."""

    __tablename__ = "provider_keys"
    # One key an algorithm is in use and one waits, however many workers think of rotating at the same moment.
    __table_args__ = (
        Index(
            "uq_provider_keys_algorithm_state",
            "algorithm",
            "state",
            unique=True,
            sqlite_where=text("state IN ('next', 'active')"),
            postgresql_where=text("state IN ('next', 'active')"),
        ),
    )

    kid: Mapped[str] = mapped_column(String(64), primary_key=True)
    algorithm: Mapped[str] = mapped_column(String(20))
    # next -> active -> retired -> removed; see lifecycle.py.
    state: Mapped[str] = mapped_column(String(10))
    public_jwk: Mapped[dict[str, Any]]
    wrapped_private_jwk: Mapped[str | None] = mapped_column(String(8000))
    created_at: Mapped[datetime] = mapped_column(default=current_time)
    activated_at: Mapped[datetime | None]
    retired_at: Mapped[datetime | None]
    removed_at: Mapped[datetime | None]
