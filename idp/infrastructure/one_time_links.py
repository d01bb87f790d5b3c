"""One-time links: random, stored hashed, typed by purpose, superseding, expiring, used once.

A GET of such a link consumes nothing; the form behind it calls :func:`claim`.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import String, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from idp.infrastructure.clock import now
from idp.infrastructure.database import Base
from idp.infrastructure.ids import digest, new_id, new_token


class Purpose(StrEnum):
    """What a link is for; a token of one purpose is worth nothing for another."""

    CONFIRM_REGISTRATION = "confirm_registration"
    PASSWORD_RESET = "password_reset"  # noqa: S105 - a purpose, not a password
    OPERATOR_INVITATION = "operator_invitation"
    SECURE_ACCOUNT = "secure_account"
    EMAIL_CHANGE = "email_change"
    EMAIL_CHANGE_UNDO = "email_change_undo"
    RECOVERY_EMAIL = "recovery_email"


class LinkProblem(StrEnum):
    """What became of a link that can't be used; pages say it and offer the next step."""

    EXPIRED = "expired"
    USED = "used"
    SUPERSEDED = "superseded"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class BrokenLink:
    """A link that can't be used, and the portal that it was sent for, where that is known."""

    problem: LinkProblem
    portal: str | None = None


class OneTimeLink(Base):
    """A link that was sent to somebody."""

    __tablename__ = "one_time_links"

    id: Mapped[str] = mapped_column(String(40), primary_key=True, default=lambda: new_id("lnk"))
    purpose: Mapped[str] = mapped_column(String(40))
    # What it acts on: an account, a registration.
    subject: Mapped[str] = mapped_column(String(100), index=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    data: Mapped[dict[str, Any]] = mapped_column(default=dict)
    created_at: Mapped[datetime] = mapped_column(default=now)
    expires_at: Mapped[datetime] = mapped_column(index=True)
    used_at: Mapped[datetime | None]
    superseded_at: Mapped[datetime | None]


def issue(
    session: Session, purpose: Purpose, subject: str, lifetime: timedelta, data: dict[str, Any] | None = None
) -> str:
    """Make a link for ``subject`` and return its token; earlier links of the same purpose are void from now on."""
    supersede(session, purpose, subject)
    token = new_token()
    session.add(
        OneTimeLink(
            purpose=purpose,
            subject=subject,
            token_hash=digest(token),
            data=data or {},
            expires_at=now() + lifetime,
        )
    )
    return token


def supersede(session: Session, purpose: Purpose, subject: str) -> None:
    """Void every open link of this purpose for ``subject``."""
    session.execute(
        update(OneTimeLink)
        .where(
            OneTimeLink.purpose == purpose,
            OneTimeLink.subject == subject,
            OneTimeLink.used_at.is_(None),
            OneTimeLink.superseded_at.is_(None),
        )
        .values(superseded_at=now())
    )


def find_link(session: Session, purpose: Purpose, token: str) -> OneTimeLink | None:
    """The link of this token in whatever state, to explain what became of it; None for a token never issued."""
    return session.scalar(
        select(OneTimeLink).where(OneTimeLink.token_hash == digest(token), OneTimeLink.purpose == purpose)
    )


def find_problem(link: OneTimeLink | None) -> LinkProblem | None:
    """Why a link can't be used; None for one that may be. What happened first is said."""
    if link is None:
        return LinkProblem.UNKNOWN
    if link.used_at is not None:
        return LinkProblem.USED
    if link.superseded_at is not None:
        return LinkProblem.SUPERSEDED
    return LinkProblem.EXPIRED if link.expires_at <= now() else None


def claim(session: Session, purpose: Purpose, token: str) -> OneTimeLink | None:
    """Use the link up: of any number of parallel attempts, exactly one gets it."""
    moment = now()
    return session.scalar(
        update(OneTimeLink)
        .where(
            OneTimeLink.token_hash == digest(token),
            OneTimeLink.purpose == purpose,
            OneTimeLink.used_at.is_(None),
            OneTimeLink.superseded_at.is_(None),
            OneTimeLink.expires_at > moment,
        )
        .values(used_at=moment)
        .returning(OneTimeLink)
    )
