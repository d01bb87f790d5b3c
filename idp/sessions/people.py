"""Who is signed in with one browser: one person actively, and others who take turns without a password.

What the cookies will say, as values; which sessions live is found out before.
"""

from collections.abc import Collection
from dataclasses import dataclass

from idp.sessions.lifecycle import SignedIn

MOST_OTHERS = 4


@dataclass(frozen=True, slots=True)
class Held:
    """A live session, and the cookie's value by which this browser holds it."""

    token: str
    signed_in: SignedIn


@dataclass(frozen=True, slots=True)
class People:
    """Everybody who is signed in with a browser, each once; the others in the order in which they were active last."""

    active: Held | None = None
    others: tuple[Held, ...] = ()

    @property
    def everybody(self) -> tuple[Held, ...]:
        """The active one first."""
        return ((self.active,) if self.active else ()) + self.others

    @property
    def surplus(self) -> tuple[Held, ...]:
        """Those for whom there is no room: the ones who have not been active for the longest time."""
        return self.others[MOST_OTHERS:]

    def find(self, session_id: str) -> Held | None:
        """The session of this id, if this browser holds it."""
        return next((each for each in self.everybody if each.signed_in.session_id == session_id), None)

    def turn_to(self, held: Held) -> "People":
        """``held`` is active from now on, in the place of any session of the same person; whoever was active before
        comes first among the others."""
        account_id = held.signed_in.account_id
        return People(held, tuple(each for each in self.everybody if each.signed_in.account_id != account_id))

    def without(self, session_ids: Collection[str]) -> "People":
        """Nobody takes the place of the active one by itself: who acts is always somebody's choice."""
        is_active_gone = self.active is not None and self.active.signed_in.session_id in session_ids
        others = tuple(each for each in self.others if each.signed_in.session_id not in session_ids)
        return People(None if is_active_gone else self.active, others)
