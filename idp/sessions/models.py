"""The session."""

from datetime import datetime

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from idp.infrastructure.clock import current_time
from idp.infrastructure.database import Base
from idp.infrastructure.ids import new_id


class SsoSession(Base):
    """A signed-in browser. ``id`` is the ``sid`` of ID tokens; the cookie's value is stored as a hash only."""

    __tablename__ = "sessions"

    id: Mapped[str] = mapped_column(String(40), primary_key=True, default=lambda: new_id("ses"))
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    account_id: Mapped[str] = mapped_column(ForeignKey("accounts.id", ondelete="CASCADE"), index=True)
    # When the person last proved who they are, and how (OpenID Connect Core 2: auth_time, amr, acr).
    authenticated_at: Mapped[datetime]
    amr: Mapped[list[str]]
    acr: Mapped[str] = mapped_column(String(100))
    ip: Mapped[str] = mapped_column(String(45), default="")
    user_agent: Mapped[str] = mapped_column(String(400), default="")
    created_at: Mapped[datetime] = mapped_column(default=current_time)
    last_seen_at: Mapped[datetime] = mapped_column(default=current_time)
    expires_at: Mapped[datetime] = mapped_column(index=True)
    ended_at: Mapped[datetime | None]
    # When setting up a second factor, which a portal demands, was put off in this session.
    enrolment_put_off_at: Mapped[datetime | None]
    # The device the session lives on, and the remembered sign-in it came from, if any.
    device_id: Mapped[str | None] = mapped_column(String(40))
    remembered_id: Mapped[str | None] = mapped_column(String(40))
    # Where the address is, as far as the operator's place file knows.
    place: Mapped[str] = mapped_column(String(200), default="")


class Device(Base):
    """A browser that a person has signed in with, known by a cookie of its own that outlives sessions."""

    __tablename__ = "devices"
    __table_args__ = (UniqueConstraint("account_id", "token_hash"),)

    id: Mapped[str] = mapped_column(String(40), primary_key=True, default=lambda: new_id("dev"))
    account_id: Mapped[str] = mapped_column(ForeignKey("accounts.id", ondelete="CASCADE"))
    token_hash: Mapped[str] = mapped_column(String(64), index=True)
    user_agent: Mapped[str] = mapped_column(String(400), default="")
    ip: Mapped[str] = mapped_column(String(45), default="")
    place: Mapped[str] = mapped_column(String(200), default="")
    first_seen_at: Mapped[datetime] = mapped_column(default=current_time)
    last_seen_at: Mapped[datetime] = mapped_column(default=current_time, index=True)
    # No second factor is asked here from when to when at most; how many days of that a portal grants it says itself.
    trusted_at: Mapped[datetime | None]
    trusted_until: Mapped[datetime | None]


class KnownPlace(Base):
    """A place that an account was used from; ``country`` in two letters, the position in degrees."""

    __tablename__ = "known_places"

    id: Mapped[str] = mapped_column(String(40), primary_key=True, default=lambda: new_id("plc"))
    account_id: Mapped[str] = mapped_column(ForeignKey("accounts.id", ondelete="CASCADE"), index=True)
    country: Mapped[str] = mapped_column(String(10))
    latitude: Mapped[float | None]
    longitude: Mapped[float | None]
    first_seen_at: Mapped[datetime] = mapped_column(default=current_time)
    last_seen_at: Mapped[datetime] = mapped_column(default=current_time, index=True)


class RememberedSignIn(Base):
    """A series of "remember me" cookies: each is good for one sign-in and replaced by it; a replay ends the series."""

    __tablename__ = "remembered_sign_ins"

    id: Mapped[str] = mapped_column(String(40), primary_key=True, default=lambda: new_id("rem"))
    account_id: Mapped[str] = mapped_column(ForeignKey("accounts.id", ondelete="CASCADE"), index=True)
    portal: Mapped[str] = mapped_column(String(100))
    token_hash: Mapped[str] = mapped_column(String(64))
    # The proof of the original sign-in, which a remembered one only repeats.
    authenticated_at: Mapped[datetime]
    amr: Mapped[list[str]]
    acr: Mapped[str] = mapped_column(String(100))
    created_at: Mapped[datetime] = mapped_column(default=current_time)
    used_at: Mapped[datetime | None]
    expires_at: Mapped[datetime] = mapped_column(index=True)
    revoked_at: Mapped[datetime | None]
