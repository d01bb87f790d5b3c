"""Credentials and challenges."""

from datetime import datetime

from sqlalchemy import BigInteger, ForeignKey, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from idp.infrastructure.clock import current_time
from idp.infrastructure.database import Base
from idp.infrastructure.ids import new_id


class Passkey(Base):
    """A credential of an authenticator; only its public key is known here."""

    __tablename__ = "passkeys"

    id: Mapped[str] = mapped_column(String(40), primary_key=True, default=lambda: new_id("pky"))
    account_id: Mapped[str] = mapped_column(ForeignKey("accounts.id", ondelete="CASCADE"), index=True)
    # base64url, at most 1023 bytes (Web Authentication Level 3, 4).
    credential_id: Mapped[str] = mapped_column(String(1400), unique=True)
    public_key: Mapped[bytes] = mapped_column(LargeBinary)
    sign_count: Mapped[int] = mapped_column(BigInteger, default=0)
    transports: Mapped[list[str]] = mapped_column(default=list)
    aaguid: Mapped[str] = mapped_column(String(36), default="")
    name: Mapped[str] = mapped_column(String(100), default="")
    # Kept by a password manager and so found on several devices.
    is_backed_up: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime] = mapped_column(default=current_time)
    last_used_at: Mapped[datetime | None]
    # The signature counter went backwards: perhaps there is a copy.
    suspicious_at: Mapped[datetime | None]


class PasskeyChallenge(Base):
    """A challenge that was given to one browser, to be answered once."""

    __tablename__ = "passkey_challenges"

    id: Mapped[str] = mapped_column(String(40), primary_key=True, default=lambda: new_id("cha"))
    browser_hash: Mapped[str] = mapped_column(String(64))
    # "enrol", "sign_in" or "verify".
    purpose: Mapped[str] = mapped_column(String(20))
    account_id: Mapped[str | None] = mapped_column(String(40))
    challenge: Mapped[str] = mapped_column(String(100), unique=True)
    created_at: Mapped[datetime] = mapped_column(default=current_time)
    expires_at: Mapped[datetime] = mapped_column(index=True)
    used_at: Mapped[datetime | None]
