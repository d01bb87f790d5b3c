"""The shared secret of an authenticator app."""

from datetime import datetime

from sqlalchemy import BigInteger, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from idp.infrastructure.clock import current_time
from idp.infrastructure.database import Base
from idp.infrastructure.ids import new_id


class TotpSecret(Base):
    """A secret that an authenticator app shares with us, wrapped under the master key."""

    __tablename__ = "totp_secrets"

    id: Mapped[str] = mapped_column(String(40), primary_key=True, default=lambda: new_id("otp"))
    account_id: Mapped[str] = mapped_column(ForeignKey("accounts.id", ondelete="CASCADE"), index=True)
    name: Mapped[str] = mapped_column(String(100), default="")
    wrapped_secret: Mapped[str] = mapped_column(String(500))
    # The time step of the last code that was accepted: no code is good twice.
    last_step: Mapped[int] = mapped_column(BigInteger, default=0)
    created_at: Mapped[datetime] = mapped_column(default=current_time)
    # Enrolled by a first right code; before that it is asked for nowhere.
    confirmed_at: Mapped[datetime | None]
    last_used_at: Mapped[datetime | None]
