"""The log of logout deliveries."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from idp.infrastructure.background.models import QueuedDelivery
from idp.infrastructure.database import Base
from idp.infrastructure.ids import new_id


class LogoutOutcome(StrEnum):
    """The state of a delivery at its end."""

    DELIVERED = "delivered"
    REFUSED = "refused"
    """The client answered that it could not act on the token: another one would fare no better."""
    GIVEN_UP = "given_up"
    """The last attempt failed."""


class LogoutDelivery(QueuedDelivery, Base):
    """That a session has ended for a client, and what became of telling it. Ends in a :class:`LogoutOutcome`.

    The token is made anew at each attempt. No column refers to the account, which may be gone by then.
    """

    __tablename__ = "logout_deliveries"
    __table_args__ = (
        Index("ix_logout_deliveries_state_next_attempt_at", "state", "next_attempt_at"),
        Index("ix_logout_deliveries_client_id_session_id", "client_id", "session_id"),
    )

    id: Mapped[str] = mapped_column(String(40), primary_key=True, default=lambda: new_id("lgo"))
    client_id: Mapped[str] = mapped_column(ForeignKey("clients.client_id", ondelete="CASCADE"))
    # ``sub`` and ``sid`` of the token, as the client knows them from ID tokens.
    subject: Mapped[str] = mapped_column(String(255))
    session_id: Mapped[str] = mapped_column(String(40))
    # The status of the client's last answer, if it gave any.
    last_status: Mapped[int | None] = mapped_column(Integer)
    ended_at: Mapped[datetime | None]
