"""The accounts that are signed in with one browser: an active one, and others that are switched to without a password.

These are the values that the cookies carry; which sessions live is found out before.
"""

from collections.abc import Collection
from dataclasses import dataclass, replace

from idp.sessions.lifecycle import SignedIn

MOST_OTHERS = 4


@dataclass(frozen=True, slots=True)
class SessionHandle:
    """A live session with the token that its cookie carries."""

    token: str
    signed_in: SignedIn


@dataclass(frozen=True, slots=True)
class BrowserAccounts:
    """The sessions of a browser, one for each account; the others in the order in which they were active last.

    ``is_choice_due``: one of its people has signed out, and none of those who stay has signed in or been chosen since.
    Who sits there now is not known, so an application that asks next is not answered for the active one unasked.
    """

    active: SessionHandle | None = None
    others: tuple[SessionHandle, ...] = ()
    is_choice_due: bool = False

    @property
    def all_sessions(self) -> tuple[SessionHandle, ...]:
        """The active one first."""
        return ((self.active,) if self.active else ()) + self.others

    @property
    def surplus(self) -> tuple[SessionHandle, ...]:
        """The sessions beyond ``MOST_OTHERS``: those that were active the longest time ago."""
        return self.others[MOST_OTHERS:]

    def find(self, session_id: str) -> SessionHandle | None:
        """The session of this id, if this browser holds it."""
        return next((each for each in self.all_sessions if each.signed_in.session_id == session_id), None)

    def activate(self, handle: SessionHandle) -> "BrowserAccounts":
        """``handle`` is active from now on, in the place of any session of the same account; the session that was
        active before comes first among the others."""
        account_id = handle.signed_in.account_id
        return BrowserAccounts(
            handle, tuple(each for each in self.all_sessions if each.signed_in.account_id != account_id)
        )

    def without(self, session_ids: Collection[str]) -> "BrowserAccounts":
        """The same less these sessions. No other takes the place of the active one: that is a choice of the person."""
        is_active_gone = self.active is not None and self.active.signed_in.session_id in session_ids
        others = tuple(each for each in self.others if each.signed_in.session_id not in session_ids)
        return BrowserAccounts(None if is_active_gone else self.active, others, self.is_choice_due)

    def after_sign_out(self, session_ids: Collection[str]) -> "BrowserAccounts":
        """:meth:`without` these, whose people have left; of those who stay one is to be chosen."""
        left = self.without(session_ids)
        return replace(left, is_choice_due=left.active is not None and len(left.others) < len(self.others))
