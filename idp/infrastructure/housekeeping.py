"""The chores of an installation: what the background worker does every minute beside its mail."""

from collections.abc import Callable, Sequence

from flask import Flask

Chore = Callable[[], object]
_EXTENSION = "idp.chores"


def add_chore(app: Flask, chore: Chore) -> None:
    """Have ``chore`` called about once a minute, in an application context, by one worker or several at a time."""
    app.extensions.setdefault(_EXTENSION, []).append(chore)


def chores_of(app: Flask) -> Sequence[Chore]:
    """Every chore, in the order in which they were added."""
    chores: list[Chore] = app.extensions.get(_EXTENSION, [])
    return tuple(chores)
