"""Senders: each works off one queue of deliveries."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from flask import Flask

from idp.infrastructure.background.queue import DeliveryQueue

_EXTENSION = "idp.senders"


@dataclass(frozen=True, slots=True)
class QueueSender:
    """``send_due`` delivers what is due in the queue; False where it met a failure that asks for a longer pause.

    It is called in an application context and outside any transaction. ``name`` stands in the log.
    """

    name: str
    queue: DeliveryQueue[Any]
    send_due: Callable[[], bool]


def add_sender(app: Flask, sender: QueueSender) -> None:
    """Have the background worker run ``sender``, in a thread of its own, so that no queue waits for another one."""
    app.extensions.setdefault(_EXTENSION, []).append(sender)


def senders_of(app: Flask) -> Sequence[QueueSender]:
    """Every sender, in the order in which they were added."""
    senders: list[QueueSender] = app.extensions.get(_EXTENSION, [])
    return tuple(senders)
