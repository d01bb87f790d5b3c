"""The chores of an installation: what the background worker does every minute beside its mail."""

from collections.abc import Callable, Sequence

from flask import Flask

from idp.infrastructure.one_time_links import prune_links
from idp.infrastructure.rate_limits import prune_counters

Chore = Callable[[], object]
_EXTENSION = "idp.chores"


def add_chore(app: Flask, chore: Chore) -> None:
    """Have ``chore`` called about once a minute, in an application context, by one worker or several at a time."""
    app.extensions.setdefault(_EXTENSION, []).append(chore)


def chores_of(app: Flask) -> Sequence[Chore]:
    """Every chore, in the order in which they were added."""
    chores: list[Chore] = app.extensions.get(_EXTENSION, [])
    return tuple(chores)


def init_housekeeping(app: Flask) -> None:
    """Add the chores of the infrastructure itself; each package adds its own."""
    add_chore(app, prune_links)
    add_chore(app, prune_counters)
