"""The admission of an account to a portal."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from idp.infrastructure.clock import current_time
from idp.infrastructure.database import Base, JsonTuple


class AdmissionRecord(Base):
    """One account at one portal: where it may go, what it has shown there, and what belongs to that portal alone."""

    __tablename__ = "admissions"

    account_id: Mapped[str] = mapped_column(ForeignKey("accounts.id", ondelete="CASCADE"), primary_key=True)
    portal: Mapped[str] = mapped_column(String(100), primary_key=True)
    # See protocol.admission.AdmissionState.
    state: Mapped[str] = mapped_column(String(20))
    # The version of the portal's registration journey that was completed, 0 for none.
    journey_version: Mapped[int] = mapped_column(Integer)
    # How the account came to be admitted, such as {"way": "registration"}.
    evidence: Mapped[dict[str, Any]] = mapped_column(default=dict)
    # The marks (key and version) of the texts of the portal that were agreed to: the record of each is an agreement.
    texts_agreed: Mapped[tuple[str, ...]] = mapped_column(JsonTuple, default=())
    # What the parts of the journey were answered with, by their keys: version and time.
    terms_accepted: Mapped[dict[str, Any]] = mapped_column(default=dict)
    # The portal's own profile fields; they reach this portal's clients only.
    profile: Mapped[dict[str, Any]] = mapped_column(default=dict)
    # A password that was set before is not accepted at the portal: it has to be replaced.
    passwords_from: Mapped[datetime | None]
    created_at: Mapped[datetime] = mapped_column(default=current_time)
    updated_at: Mapped[datetime] = mapped_column(default=current_time, onupdate=current_time)
