"""A sign-in in progress."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from idp.infrastructure.clock import current_time
from idp.infrastructure.database import Base
from idp.infrastructure.database.base import JsonDocument
from idp.infrastructure.ids import new_id
from idp.interactions.settled import Settled


class Interaction(Base):
    """What a browser came for while its person has something to do first: an authorization request, or a page of ours.

    It is bound to the browser that started it (``browser_hash``), so that its address is worth nothing elsewhere. What
    is settled on the way is written here; the dispatcher looks at the row and decides what comes next.
    """

    __tablename__ = "interactions"
    __table_args__ = (Index("ix_interactions_has_acted_created_at", "has_acted", "created_at"),)

    id: Mapped[str] = mapped_column(String(40), primary_key=True, default=lambda: new_id("int"))
    # None until the browser comes back for a request that it has posted without its cookies.
    browser_hash: Mapped[str | None] = mapped_column(String(64))
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
    wants_to_be_remembered: Mapped[bool] = mapped_column(default=False)
    # Prove who you are again, whoever is signed in: asked before something sensitive.
    is_fresh_sign_in_needed: Mapped[bool] = mapped_column(default=False)
    # The form that asked for it, wrapped under the master key, until it is carried on with (``held_forms``).
    wrapped_form: Mapped[str | None] = mapped_column(Text)
    # What was settled on the way (``settled.Settled``).
    settled: Mapped[list[dict[str, Any]]] = mapped_column(JsonDocument, default=list)
    # Whether the person has sent a form of it: until then it holds for minutes only (``lifecycle.FIRST_FORM``).
    has_acted: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime] = mapped_column(default=current_time)
    expires_at: Mapped[datetime] = mapped_column(index=True)
    completed_at: Mapped[datetime | None]

    def begin(self, account_id: str, amr: Iterable[str], now: datetime, session_id: str | None = None) -> None:
        """A first factor of this account was checked, or ``session_id`` is to be stepped up; no session follows from
        that alone."""
        if self.pending_account_id != account_id:
            # What the person before said in the same browser is not said by this one.
            self._void_pending()
        self.pending_account_id, self.pending_amr, self.pending_since = account_id, list(amr), now
        self.pending_session_id = session_id

    def add_factor(self, amr: Iterable[str]) -> None:
        """A further factor of the pending account was checked; the time still counts from the first."""
        self.pending_amr = list(dict.fromkeys([*(self.pending_amr or ()), *amr]))

    def forget_pending(self) -> None:
        """The sign-in is complete, or begins again with another person."""
        self.pending_account_id = self.pending_amr = self.pending_since = self.pending_session_id = None
        self._keep([entry for entry in self._entries() if entry.session_id is not None])

    def settle(self, step: str, session_id: str | None, now: datetime, *, replaces: str | None = None) -> None:
        """Write down that the person of a session has settled a step, for the interaction's portal.

        Without a session it was the person of the sign-in in progress. Whatever the person of another session has
        settled is void from then on; so is ``replaces``, an entry that says the opposite.
        """
        others = [entry for entry in self._entries() if entry.step not in (step, replaces)]
        kept = [entry for entry in others if session_id is None or entry.session_id in (None, session_id)]
        self._keep([*kept, Settled(step, session_id, now, self.portal)])

    def settled_by(self, session_id: str | None) -> frozenset[str]:
        """The steps that the person of this session has settled; without one, that of the sign-in in progress.

        Only what was settled for the interaction's portal counts.
        """
        return frozenset(
            entry.step for entry in self._entries() if (entry.session_id, entry.portal) == (session_id, self.portal)
        )

    def _entries(self) -> list[Settled]:
        return [Settled.from_json(entry) for entry in self.settled or ()]

    def _keep(self, entries: Iterable[Settled]) -> None:
        self.settled = [entry.to_json() for entry in entries]

    def _void_pending(self) -> None:
        self.wants_to_be_remembered = False
        self._keep([entry for entry in self._entries() if entry.session_id is not None])
