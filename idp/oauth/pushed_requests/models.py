"""The requests that clients have pushed, and those that were answered."""

from datetime import datetime
from typing import Any

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from idp.infrastructure.database import Base


class PushedRequest(Base):
    """A request that was checked when it was pushed, until its ``request_uri`` expires."""

    __tablename__ = "pushed_requests"

    # SHA-256 of the ``request_uri``.
    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    client_id: Mapped[str] = mapped_column(String(100))
    # As `protocol.stored_request` writes it.
    request: Mapped[dict[str, Any]]
    expires_at: Mapped[datetime] = mapped_column(index=True)


class AnsweredRequest(Base):
    """The mark of a pushed request that was answered, kept for as long as a sign-in that it began may still end."""

    __tablename__ = "answered_requests"

    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    expires_at: Mapped[datetime] = mapped_column(index=True)
