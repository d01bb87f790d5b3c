"""A registration in progress."""

from datetime import datetime
from typing import Any

from sqlalchemy import Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from idp.infrastructure.clock import current_time
from idp.infrastructure.database import Base
from idp.infrastructure.database.base import JsonDocument, JsonTuple
from idp.infrastructure.ids import new_id


class Registration(Base):
    """What a person says about themself, until the address is confirmed; only then an account comes of it.

    It blocks nothing: the same address can be registered again at any time, and a confirmed one is used up.
    """

    __tablename__ = "registrations"

    id: Mapped[str] = mapped_column(String(40), primary_key=True, default=lambda: new_id("reg"))
    browser_hash: Mapped[str] = mapped_column(String(64))
    portal: Mapped[str] = mapped_column(String(100))
    interaction_id: Mapped[str | None] = mapped_column(String(40))
    email: Mapped[str] = mapped_column(String(320), index=True)
    given_name: Mapped[str] = mapped_column(String(100))
    family_name: Mapped[str] = mapped_column(String(100))
    language: Mapped[str] = mapped_column(String(10))
    password_hash: Mapped[str] = mapped_column(String(512))
    # The fingerprints of all portals' password rules that the password meets: they go to the account.
    password_rules_met: Mapped[tuple[str, ...]] = mapped_column(JsonTuple, default=())
    # The code that is typed where the link can't be opened, and how often it was tried.
    code_hash: Mapped[str | None] = mapped_column(String(64))
    code_attempts: Mapped[int] = mapped_column(Integer, default=0)
    # What the form completed of the portal's journey: it goes to the admission.
    journey_version: Mapped[int] = mapped_column(Integer, default=0)
    terms_accepted: Mapped[dict[str, Any]] = mapped_column(default=dict)
    # The texts that were agreed to, as AgreedText writes them: records come of them with the account.
    agreed_texts: Mapped[list[dict[str, Any]]] = mapped_column(JsonDocument, default=list)
    # The organization that comes of it as well: an OrganizationKind, None for none, and the name of a company.
    organization_kind: Mapped[str | None] = mapped_column(String(20))
    organization_name: Mapped[str | None] = mapped_column(String(200))
    created_at: Mapped[datetime] = mapped_column(default=current_time)
    expires_at: Mapped[datetime] = mapped_column(index=True)
    confirmed_at: Mapped[datetime | None]
    account_id: Mapped[str | None] = mapped_column(String(40))
