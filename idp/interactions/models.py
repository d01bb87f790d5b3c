"""A sign-in in progress."""

from collections.abc import Iterable
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
    # The authorization request that was checked, as `protocol.stored_request` writes it.
    client_id: Mapped[str | None] = mapped_column(String(100))
    request: Mapped[dict[str, Any] | None]
    # Or the local page to go to.
    return_to: Mapped[str | None] = mapped_column(String(2000))
    language: Mapped[str | None] = mapped_column(String(10))
    # The identifier typed on the first page, as typed.
    identifier: Mapped[str | None] = mapped_column(String(320))
    # A first factor was checked, and a second one is still to come: whose, how, and what the form said meanwhile.
    pending_account_id: Mapped[str | None] = mapped_column(String(40))
    pending_amr: Mapped[list[str] | None]
    pending_since: Mapped[datetime | None]
    # Or nothing was checked here yet: a step-up begins with what this session has proved, as long as it lives.
    pending_session_id: Mapped[str | None] = mapped_column(String(40))
    # The person put off setting up a second factor, as far as the policy allows it.
    put_off_at: Mapped[datetime | None]
    wants_to_be_remembered: Mapped[bool] = mapped_column(default=False)
    # Prove who you are again, whoever is signed in: asked before something sensitive.
    is_fresh_sign_in_needed: Mapped[bool] = mapped_column(default=False)
    # The session that was made, confirmed or chosen within this interaction.
    session_id: Mapped[str | None] = mapped_column(String(40))
    signed_in_at: Mapped[datetime | None]
    account_chosen_at: Mapped[datetime | None]
    consented_at: Mapped[datetime | None]
    consent_denied_at: Mapped[datetime | None]
    created_at: Mapped[datetime] = mapped_column(default=now)
    expires_at: Mapped[datetime] = mapped_column(index=True)
    completed_at: Mapped[datetime | None]

    def begin(self, account_id: str, amr: Iterable[str], moment: datetime, session_id: str | None = None) -> None:
        """A first factor of this account was checked, or ``session_id`` is to be stepped up; no session follows from
        that alone."""
        if self.pending_account_id != account_id:
            # What the person before said in the same browser is not said by this one.
            self.put_off_at, self.wants_to_be_remembered = None, False
        self.pending_account_id, self.pending_amr, self.pending_since = account_id, list(amr), moment
        self.pending_session_id = session_id

    def add_factor(self, amr: Iterable[str]) -> None:
        """A further factor of the pending account was checked; the time still counts from the first."""
        self.pending_amr = list(dict.fromkeys([*(self.pending_amr or ()), *amr]))

    def forget_pending(self) -> None:
        """The sign-in is complete, or begins again with another person."""
        self.pending_account_id = self.pending_amr = self.pending_since = self.put_off_at = None
        self.pending_session_id = None

    def is_signed_in_here(self, session_id: str | None) -> bool:
        """Whether credentials were checked within this interaction, for this very session."""
        return self._is_settled(self.signed_in_at, session_id)

    def is_account_chosen(self, session_id: str | None) -> bool:
        """Whether the person said within this interaction that this session's account is the one to use."""
        return self._is_settled(self.account_chosen_at, session_id)

    def is_consented(self, session_id: str | None) -> bool:
        """Whether this session's person answered the consent page with yes."""
        return self._is_settled(self.consented_at, session_id)

    def is_consent_denied(self, session_id: str | None) -> bool:
        """Whether this session's person answered the consent page with no."""
        return self._is_settled(self.consent_denied_at, session_id)

    def sign_in(self, session_id: str, moment: datetime) -> None:
        """Credentials were checked and led to this session."""
        self._bind(session_id)
        self.signed_in_at = moment

    def choose_account(self, session_id: str, moment: datetime) -> None:
        """The person goes on as the one who is signed in."""
        self._bind(session_id)
        self.account_chosen_at = moment

    def allow(self, session_id: str, moment: datetime) -> None:
        """The person allowed what the application asked for."""
        self._bind(session_id)
        self.consented_at, self.consent_denied_at = moment, None

    def deny(self, session_id: str, moment: datetime) -> None:
        """The person refused what the application asked for."""
        self._bind(session_id)
        self.consented_at, self.consent_denied_at = None, moment

    def _bind(self, session_id: str) -> None:
        """What one person settled never speaks for the next one in the same browser."""
        if self.session_id != session_id:
            self.signed_in_at = self.account_chosen_at = self.consented_at = self.consent_denied_at = None
            self.session_id = session_id

    def _is_settled(self, moment: datetime | None, session_id: str | None) -> bool:
        return moment is not None and session_id is not None and self.session_id == session_id
