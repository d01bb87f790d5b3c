"""A registration in progress."""

from datetime import datetime
from typing import Any

from sqlalchemy import Boolean, Index, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from idp.infrastructure.clock import current_time
from idp.infrastructure.database import Base
from idp.infrastructure.database.base import JsonDocument, JsonTuple
from idp.infrastructure.ids import new_id
from idp.registration.states import RegistrationState


class Registration(Base):
    """What a person says about themself on the way into an account, and how far they are (``states.py``).

    It blocks nothing: the same address can be registered again at any time, and a confirmed one is used up.
    """

    __tablename__ = "registrations"
    __table_args__ = (
        Index("ix_registrations_state_submitted_at", "state", "submitted_at"),
        Index("ix_registrations_organization_id_state", "organization_id", "state"),
    )

    id: Mapped[str] = mapped_column(String(40), primary_key=True, default=lambda: new_id("reg"))
    # A RegistrationState.
    state: Mapped[str] = mapped_column(String(20), default=RegistrationState.SUBMITTED.value)
    # The browser of the person: the one that sent the form, later the one that proved to read the mail.
    browser_hash: Mapped[str] = mapped_column(String(64))
    portal: Mapped[str] = mapped_column(String(100))
    # What the browser came for, and the application that asked.
    interaction_id: Mapped[str | None] = mapped_column(String(40))
    client_id: Mapped[str | None] = mapped_column(String(100))
    # How many pages of the portal's journey hold valid entries.
    pages_done: Mapped[int] = mapped_column(Integer, default=0)
    # What the pages ask for is empty until the page was sent.
    email: Mapped[str] = mapped_column(String(320), index=True, default="")
    given_name: Mapped[str] = mapped_column(String(100), default="")
    family_name: Mapped[str] = mapped_column(String(100), default="")
    language: Mapped[str] = mapped_column(String(10))
    password_hash: Mapped[str] = mapped_column(String(512), default="")
    # The fingerprints of all portals' password rules that the password meets: they go to the account.
    password_rules_met: Mapped[tuple[str, ...]] = mapped_column(JsonTuple, default=())
    # The code that is typed where the link can't be opened, and how often it was tried.
    code_hash: Mapped[str | None] = mapped_column(String(64))
    code_attempts: Mapped[int] = mapped_column(Integer, default=0)
    # What the form completed of the portal's journey, and its own fields: they go to the admission.
    journey_version: Mapped[int] = mapped_column(Integer, default=0)
    terms_accepted: Mapped[dict[str, Any]] = mapped_column(default=dict)
    # The texts that were agreed to, as AgreedText writes them: records come of them with the account.
    agreed_texts: Mapped[list[dict[str, Any]]] = mapped_column(JsonDocument, default=list)
    profile: Mapped[dict[str, Any]] = mapped_column(default=dict)
    # The user name that was chosen, in its canonical form, and the one before it that an account took meanwhile.
    user_name: Mapped[str | None] = mapped_column(String(64), index=True)
    lost_user_name: Mapped[str | None] = mapped_column(String(64))
    # The evidence as it was typed, by its key; the keys of what was true (None where that was not noted), the customer
    # that it leads to, and whether it is enough.
    evidence: Mapped[dict[str, Any]] = mapped_column(default=dict)
    evidence_met: Mapped[tuple[str, ...] | None] = mapped_column(JsonTuple)
    customer_id: Mapped[str | None] = mapped_column(String(40))
    is_eligible: Mapped[bool] = mapped_column(Boolean, default=True)
    # The organization that comes of it as well: an OrganizationKind, None for none, and the name of a company.
    organization_kind: Mapped[str | None] = mapped_column(String(20))
    organization_name: Mapped[str | None] = mapped_column(String(200))
    created_at: Mapped[datetime] = mapped_column(default=current_time)
    # When the present state ends by itself.
    expires_at: Mapped[datetime] = mapped_column(index=True)
    submitted_at: Mapped[datetime | None]
    confirmed_at: Mapped[datetime | None]
    # The organization of the customer, whose administrators decide and whose member the person becomes; None where
    # operators alone decide. It may be gone by now.
    organization_id: Mapped[str | None] = mapped_column(String(40))
    # Since when it waits for an approval, when those who decide were reminded, and since when operators decide as well.
    asked_at: Mapped[datetime | None]
    reminded_at: Mapped[datetime | None]
    escalated_at: Mapped[datetime | None]
    # The decision, the administrator's account where it was one's (else an operator's), and what the person is told of
    # a refusal.
    decided_at: Mapped[datetime | None]
    decided_by_id: Mapped[str | None] = mapped_column(String(40))
    reason: Mapped[str | None] = mapped_column(Text)
    # The membership that was approved, as MembershipGrant writes it.
    granted: Mapped[dict[str, Any] | None] = mapped_column(JsonDocument)
    # The account that came of it, or the one that asks for access to a further portal (is_of_account).
    account_id: Mapped[str | None] = mapped_column(String(40))
    is_of_account: Mapped[bool] = mapped_column(Boolean, default=False)
    # That account had access to the portal already, and shows evidence of a further customer.
    is_of_admitted: Mapped[bool] = mapped_column(Boolean, default=False)
    # The link of the invitation that it answers: the address is proved by it, and nothing has to be approved.
    invitation_link_id: Mapped[str | None] = mapped_column(String(40), index=True)
