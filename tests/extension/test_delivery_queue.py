"""A delivery queue is a table, what sends its rows, and one registration; the worker does the rest."""

import threading
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from idp.infrastructure.background.models import QueuedDelivery
from idp.infrastructure.background.pauses import Pauses
from idp.infrastructure.background.queue import DeliveryQueue
from idp.infrastructure.background.senders import QueueSender, add_sender, senders_of
from idp.infrastructure.background.worker import run_worker
from idp.infrastructure.clock import current_time
from idp.infrastructure.database import Base, close_held_connection, transaction
from idp.infrastructure.ids import new_id
from idp.infrastructure.web.application import Application
from tests.provisioning.databases import Database

LONGEST = timedelta(seconds=3)
PAUSES = Pauses(first=timedelta(minutes=1), factor=5, longest=timedelta(hours=1))


class Shelf(DeclarativeBase):
    """Tables of this test alone; the product's are on ``Base``, where the migrations find them."""

    type_annotation_map = Base.registry.type_annotation_map


class Postcard(QueuedDelivery, Shelf):
    __tablename__ = "postcards"

    id: Mapped[str] = mapped_column(primary_key=True, default=lambda: new_id("pst"))


POSTCARDS = DeliveryQueue(Postcard)


class PostOffice:
    """Where postcards are handed in, while it is open."""

    def __init__(self) -> None:
        self.is_open = True
        self.taken: list[str] = []

    def send_due(self) -> bool:
        while (card := POSTCARDS.lease(current_time(), LONGEST)) is not None:
            values: dict[str, object] = {"state": "delivered"}
            if self.is_open:
                self.taken.append(card.id)
            else:
                pause = PAUSES.decide(card.attempts, 0.5)
                values = {"state": "queued", "next_attempt_at": current_time() + pause, "last_error": "shut"}
            with transaction() as session:
                assert POSTCARDS.record(session, card, values)
        return True


@pytest.fixture
def office() -> PostOffice:
    return PostOffice()


@pytest.fixture
def app(make_app: Callable[..., Application], database: Database, office: PostOffice) -> Iterator[Application]:
    app = make_app(own=True)
    Shelf.metadata.create_all(database.engine)
    add_sender(app, QueueSender("postcards", POSTCARDS, office.send_due))
    yield app
    close_held_connection()
    Shelf.metadata.drop_all(database.engine)


def write_postcard(app: Application) -> str:
    """In the transaction of what it tells of, which wakes the sender once it is committed."""
    with app.app_context(), transaction() as session:
        card = Postcard()
        session.add(card)
        session.flush()
        POSTCARDS.wake_after_commit(session)
        return card.id


def send(app: Application) -> None:
    """One run of the sender, as the worker begins it."""
    sender = senders_of(app)[-1]
    with app.app_context():
        if sender.queue.has_due(current_time()):
            sender.send_due()


def test_a_delivery_that_fails_is_tried_again_after_its_pause(
    app: Application, database: Database, office: PostOffice, clock: Any
) -> None:
    card_id, office.is_open = write_postcard(app), False
    send(app)
    office.is_open = True
    clock.shift(59)
    send(app)
    assert (office.taken, database.one(select(Postcard.last_error))) == ([], "shut")

    clock.shift(2)
    send(app)
    send(app)
    assert office.taken == [card_id]
    assert (database.one(select(Postcard.state)), database.one(select(Postcard.attempts))) == ("delivered", 2)


def test_the_worker_sends_what_is_written_while_it_runs(app: Application, office: PostOffice) -> None:
    stop = threading.Event()
    thread = threading.Thread(target=run_worker, args=(app, stop))
    thread.start()
    card_id = write_postcard(app)
    end = time.monotonic() + 30
    while not office.taken and time.monotonic() < end:
        time.sleep(0.02)
    stop.set()
    thread.join(30)
    assert office.taken == [card_id]
