"""Periodic tasks of an installation: what the background worker runs every minute beside its senders."""

from collections.abc import Callable, Sequence

from flask import Flask

PeriodicTask = Callable[[], object]
_EXTENSION = "idp.periodic_tasks"


def add_periodic_task(app: Flask, task: PeriodicTask) -> None:
    """Have ``task`` called about once a minute, in an application context, by one worker or several at a time."""
    app.extensions.setdefault(_EXTENSION, []).append(task)


def periodic_tasks_of(app: Flask) -> Sequence[PeriodicTask]:
    """Every periodic task, in the order in which they were added."""
    tasks: list[PeriodicTask] = app.extensions.get(_EXTENSION, [])
    return tuple(tasks)
