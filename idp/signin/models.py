"""A sign-in in progress."""

from datetime import datetime
from typing import Any

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from idp.infrastructure.clock import now
from idp.infrastructure.database import Base
from idp.infrastructure.ids import new_id


class Interaction(Base):
    """What a browser came for while its person has something to do first: an authorization request, or a page of ours.

    It is bound to the browser that started it (``browser_hash``), so that its address is worth nothing elsewhere. What
    is settled on the way is written here; the dispatcher looks at the row and decides what comes next.
    """

    __tablename__ = "interactions"

    id: Mapped[str] = mapped_column(String(40), primary_key=True, default=lambda: new_id("int"))
    browser_hash: Mapped[str] = mapped_column(String(64))
    portal: Mapped[str] = mapped_column(String(100))
    # The authorization request, as parameters that were checked once and are parsed again on the way out.
    client_id: Mapped[str | None] = mapped_column(String(100))
    parameters: Mapped[dict[str, Any] | None]
    # Or the local page to go to.
    return_to: Mapped[str | None] = mapped_column(String(500))
    language: Mapped[str | None] = mapped_column(String(10))
    # The identifier typed on the first page, as typed.
    identifier: Mapped[str | None] = mapped_column(String(320))
    # The session that was made, confirmed or chosen within this interaction.
    session_id: Mapped[str | None] = mapped_column(String(40))
    signed_in_at: Mapped[datetime | None]
    account_chosen_at: Mapped[datetime | None]
    consented_at: Mapped[datetime | None]
    consent_denied_at: Mapped[datetime | None]
    created_at: Mapped[datetime] = mapped_column(default=now)
    expires_at: Mapped[datetime] = mapped_column(index=True)
    completed_at: Mapped[datetime | None]
