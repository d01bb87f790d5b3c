"""What happens in the middle of a request: another connection changes the database after one of its statements."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from types import FrameType
from typing import Any

from sqlalchemy import Executable, event
from sqlalchemy.exc import OperationalError

from idp.infrastructure.database import Prepared, db
from idp.infrastructure.web.application import Application
from tests.provisioning.databases import Database

# Whoever has to wait for the request is not in its middle.
_NO_WAITING = {
    "sqlite": ("PRAGMA busy_timeout = 0", "PRAGMA busy_timeout = 5000"),
    "postgresql": ("SET lock_timeout = '20ms'", "SET lock_timeout = 0"),
}

_PREPARED = Prepared._try.__code__


@dataclass
class Moment:
    """A statement of a request; ``is_reached`` says whether there were so many."""

    number: int
    is_reached: bool = False


def moments() -> Iterator[Moment]:
    """After the first statement, after the second one, and so on, as long as each was reached."""
    moment = Moment(1)
    while True:
        yield moment
        if not moment.is_reached:
            return
        moment = Moment(moment.number + 1)


@contextmanager
def meanwhile(app: Application, moment: Moment, act: Callable[[], Any]) -> Iterator[None]:
    """Have ``act`` done once, at this moment of what the application does in the block."""
    with app.app_context():
        engine = db.engine
    seen = 0

    def count(*_: Any) -> None:
        nonlocal seen
        seen += 1
        if seen == moment.number:
            moment.is_reached = True
            act()

    def look(frame: FrameType, happening: str, _: object) -> None:
        # What is prepared goes past SQLAlchemy's events.
        if happening == "return" and frame.f_code is _PREPARED:
            count()

    event.listen(engine, "after_cursor_execute", count)
    sys.setprofile(look)
    try:
        yield
    finally:
        sys.setprofile(None)
        event.remove(engine, "after_cursor_execute", count)


def at_once(database: Database, *statements: Executable) -> bool:
    """Make a change on a connection of its own; False where it would have to wait, which changes nothing."""
    limit, none = _NO_WAITING[database.kind]
    with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql(limit)
        try:
            for statement in statements:
                connection.execute(statement)
        except OperationalError:
            return False
        finally:
            connection.exec_driver_sql(none)
    return True
