"""The account."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from idp.infrastructure.clock import current_time
from idp.infrastructure.database import Base, JsonTuple
from idp.infrastructure.ids import new_id


class Account(Base):
    """A person. ``id`` is the ``sub`` of every token and never changes or returns."""

    __tablename__ = "accounts"

    id: Mapped[str] = mapped_column(String(40), primary_key=True, default=lambda: new_id("acc"))
    # Canonical (see identifiers.py): one person, one address, whatever case it is typed in.
    email: Mapped[str] = mapped_column(String(320), unique=True)
    email_verified_at: Mapped[datetime | None]
    username: Mapped[str | None] = mapped_column(String(64), unique=True)
    given_name: Mapped[str] = mapped_column(String(100), default="")
    family_name: Mapped[str] = mapped_column(String(100), default="")
    language: Mapped[str | None] = mapped_column(String(10))
    # Personal details: further standard claims (OpenID Connect Core 5.1) by their names, such as phone_number.
    claims: Mapped[dict[str, Any]] = mapped_column(default=dict)
    # What the person shares with portals, by the keys of their fields (portal_fields/shared.py).
    shared_fields: Mapped[dict[str, Any]] = mapped_column(default=dict)
    password_hash: Mapped[str | None] = mapped_column(String(512))
    password_changed_at: Mapped[datetime | None]
    # The fingerprints of all portals' password rules that the password met when it was set or last checked.
    password_rules_met: Mapped[tuple[str, ...]] = mapped_column(JsonTuple, default=())
    disabled_at: Mapped[datetime | None]
    last_sign_in_at: Mapped[datetime | None]
    # A second address for links when the first can't be read; worth nothing until confirmed.
    recovery_email: Mapped[str | None] = mapped_column(String(320))
    recovery_email_verified_at: Mapped[datetime | None]
    # From this moment on a sign-in leads to a new password: the policy was raised, or the password was temporary.
    password_change_due_at: Mapped[datetime | None]
    # "policy", "leaked" or "temporary".
    password_change_reason: Mapped[str | None] = mapped_column(String(20))
    # From this moment on the password opens nothing. A temporary one has such an end, and its first use is it.
    password_expires_at: Mapped[datetime | None]
    # Whether it has set one up; kept by `factors.changes`, for the statements that can't ask each factor.
    has_second_factor: Mapped[bool] = mapped_column(default=False)
    # When a second factor was first demanded: the time in which that may be put off counts from here.
    second_factor_asked_at: Mapped[datetime | None]
    # Deletion was asked for; the account goes at this moment unless it is taken back.
    delete_after: Mapped[datetime | None] = mapped_column(index=True)
    # Where it was asked for: the last mail comes from the same portal as the first.
    deletion_portal: Mapped[str | None] = mapped_column(String(100))
    created_at: Mapped[datetime] = mapped_column(default=current_time)
    updated_at: Mapped[datetime] = mapped_column(default=current_time, onupdate=current_time)

    @property
    def name(self) -> str:
        """Given and family name as they are read."""
        return f"{self.given_name} {self.family_name}".strip()

    @property
    def is_active(self) -> bool:
        return self.disabled_at is None


class FormerPassword(Base):
    """A password that was in use before, so that a portal can refuse to take it again."""

    __tablename__ = "former_passwords"

    id: Mapped[str] = mapped_column(String(40), primary_key=True, default=lambda: new_id("pwd"))
    account_id: Mapped[str] = mapped_column(ForeignKey("accounts.id", ondelete="CASCADE"), index=True)
    password_hash: Mapped[str] = mapped_column(String(512))
    replaced_at: Mapped[datetime] = mapped_column(default=current_time)


class HashKind(Base):
    """A scheme and cost of the password hashes that accounts have, and how long a check of one took on this machine."""

    __tablename__ = "hash_kinds"

    kind: Mapped[str] = mapped_column(String(100), primary_key=True)
    seconds: Mapped[float]
    counted_at: Mapped[datetime] = mapped_column(default=current_time)


class EmailChangeState(StrEnum):
    """How far a change of an address is; ``address_changes`` holds the transitions."""

    PENDING = "pending"
    CONFIRMED = "confirmed"
    UNDONE = "undone"
    VOID = "void"


class EmailChange(Base):
    """An address that is to be replaced: confirmed by the new one, and to be undone by the old one."""

    __tablename__ = "email_changes"

    id: Mapped[str] = mapped_column(String(40), primary_key=True, default=lambda: new_id("emc"))
    account_id: Mapped[str] = mapped_column(ForeignKey("accounts.id", ondelete="CASCADE"), index=True)
    # "email" or "recovery_email".
    kind: Mapped[str] = mapped_column(String(20))
    old_email: Mapped[str | None] = mapped_column(String(320))
    new_email: Mapped[str | None] = mapped_column(String(320))
    requested_at: Mapped[datetime] = mapped_column(default=current_time)
    expires_at: Mapped[datetime] = mapped_column(index=True)
    state: Mapped[str] = mapped_column(String(10), default=EmailChangeState.PENDING)
    # When it came to these states. Void: something else changed meanwhile (a reset, another change).
    confirmed_at: Mapped[datetime | None]
    undone_at: Mapped[datetime | None]
    voided_at: Mapped[datetime | None]
