"""Long lists page by page, by the key of a row instead of by number: a page far down costs what the first one does."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar, TypeVarTuple

from sqlalchemy import Select, tuple_
from sqlalchemy.orm import InstrumentedAttribute, Session

T = TypeVar("T")
Columns = TypeVarTuple("Columns")


@dataclass(frozen=True, slots=True)
class Cursor:
    """Where a page is: behind the row of this id, or before it; the first page for neither."""

    after: str | None = None
    before: str | None = None


@dataclass(frozen=True, slots=True)
class KeyPage(Generic[T]):
    """The entries of a page, and whether there are others on either side of them."""

    entries: Sequence[T]
    has_previous: bool
    has_next: bool


@dataclass(frozen=True, slots=True)
class KeyOrder:
    """The order of a list: by ``keys``, which together are unique and never NULL. ``row_id`` is what a cursor names.
    ``is_falling``: the greatest comes first."""

    keys: Sequence[InstrumentedAttribute[Any]]
    row_id: InstrumentedAttribute[str]
    is_falling: bool = False


def read_page(
    session: Session,
    statement: Select[*Columns],
    make: Callable[[*Columns], T],
    order: KeyOrder,
    cursor: Cursor,
    size: int,
) -> KeyPage[T]:
    """``size`` entries, made of the rows of an unordered statement.

    The row of the cursor is looked for within the statement: one that is not in this list leads to the first page.
    """
    is_back = cursor.before is not None and cursor.after is None
    place = _find_place(session, statement, order, cursor.before if is_back else cursor.after)
    is_back = is_back and place is not None
    if place is not None:
        here = tuple_(*order.keys)
        statement = statement.where(here < place if is_back != order.is_falling else here > place)
    direction = [key.desc() if is_back != order.is_falling else key.asc() for key in order.keys]
    rows = session.execute(statement.order_by(*direction).limit(size + 1)).all()
    found, has_more = [make(*row) for row in rows[:size]], len(rows) > size
    if is_back:
        return KeyPage(found[::-1], has_previous=has_more, has_next=True)
    return KeyPage(found, has_previous=place is not None, has_next=has_more)


def _find_place(
    session: Session, statement: Select[*Columns], order: KeyOrder, row_id: str | None
) -> tuple[Any, ...] | None:
    if row_id is None:
        return None
    row = session.execute(statement.with_only_columns(*order.keys).where(order.row_id == row_id)).first()
    return None if row is None else tuple(row)
