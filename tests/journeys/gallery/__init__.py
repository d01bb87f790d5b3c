"""Every hosted page in every state worth seeing: how a guest gets there.

A page is a function of the guest and the house, registered by ``@shown``; what the page finds wrong with an entry is
named there as well. ``tests/journeys/test_gallery.py`` looks at each of them.
"""

from collections.abc import Callable
from dataclasses import dataclass

from tests.journeys.guest import Guest
from tests.journeys.house import House

Arrive = Callable[[Guest, House], None]


@dataclass(frozen=True)
class Shown:
    """``at`` is the path with ``*`` for what is different each time. ``wrong`` are the fields that the page complains
    about, none of them where it means the entry as a whole; None where it does not complain. ``is_problem``: there is
    no entry, but the title speaks of an error all the same."""

    arrive: Arrive
    at: str
    wrong: tuple[str, ...] | None = None
    is_problem: bool = False


PAGES: dict[str, Shown] = {}


def shown(at: str) -> Callable[[Arrive], Arrive]:
    """Register a page under the name of the function that leads to it."""
    return lambda arrive: _register(Shown(arrive, at))


def shown_wrong(at: str, *fields: str) -> Callable[[Arrive], Arrive]:
    """The same for a page that says what is wrong with these fields, or with the entry as a whole."""
    return lambda arrive: _register(Shown(arrive, at, fields))


def shown_problem(at: str) -> Callable[[Arrive], Arrive]:
    """The same for a page that explains why there is nothing to see here."""
    return lambda arrive: _register(Shown(arrive, at, is_problem=True))


def _register(page: Shown) -> Arrive:
    room = page.arrive.__module__.rpartition(".")[2]
    PAGES[f"{room}-{page.arrive.__name__}".replace("_", "-")] = page
    return page.arrive
