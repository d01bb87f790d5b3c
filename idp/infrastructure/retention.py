"""How long the rows of a table are kept, and the periodic task that deletes them afterwards in small steps.

Each package registers a rule for each of its tables, or the reason why its rows are kept.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from flask import Flask
from sqlalchemy import ColumnElement, Select, delete, select, update
from sqlalchemy.orm import InstrumentedAttribute, Session

from idp.infrastructure.background.periodic_tasks import add_periodic_task
from idp.infrastructure.clock import current_time
from idp.infrastructure.database import connection, transaction
from idp.infrastructure.web.application import current_settings
from idp.settings import RetentionSettings

_RULES, _KEPT = "idp.retention_rules", "idp.kept_tables"

BATCH = 1000
"""Rows a transaction touches: the longest that a writer on SQLite has to wait is some 20 ms."""

MOST_BATCHES = 100
"""What is left after so many waits for the next minute, so that one table holds up no other task."""


@dataclass(frozen=True, slots=True, repr=False)
class RetentionRule:
    """Rows whose ``moment`` lies further back than ``keep`` are deleted; a row without that moment stays.

    With ``only``, this holds for the rows that it selects. With ``cleared``, the row stays and that column is emptied.
    Each rule needs an index that begins with what ``only`` compares and ends with ``moment``: it is asked every minute.
    """

    moment: InstrumentedAttribute[Any]
    keep: Callable[[RetentionSettings], timedelta]
    only: ColumnElement[bool] | None = None
    cleared: InstrumentedAttribute[Any] | None = None

    def __call__(self) -> None:
        """The periodic task. Several workers at a time share the rows."""
        before = current_time() - self.keep(current_settings().retention)
        # A look that locks nothing: most of the time there is nothing to do.
        if connection().execute(self.expired(before).limit(1)).first() is None:
            return
        for _ in range(MOST_BATCHES):
            with transaction() as session:
                touched = self._take_a_step(session, before)
            if touched < BATCH:
                return

    def __repr__(self) -> str:
        return f"retention of {self.table}"

    @property
    def table(self) -> str:
        """Name of the table that it speaks of."""
        return str(self.moment.class_.__tablename__)

    def expired(self, before: datetime) -> Select[tuple[Any]]:
        """Keys of the rows that had their time before this moment, oldest first."""
        found = select(self._key).where(self.moment < before).order_by(self.moment)
        if self.only is not None:
            found = found.where(self.only)
        return found if self.cleared is None else found.where(self.cleared.is_not(None))

    @property
    def _key(self) -> ColumnElement[Any]:
        return self.moment.class_.__mapper__.primary_key[0]  # type: ignore[no-any-return]  # an attribute of the class

    def _take_a_step(self, session: Session, before: datetime) -> int:
        """Locked before they are touched: a counter that begins anew meanwhile, a device that is seen again, stays."""
        keys = session.scalars(self.expired(before).limit(BATCH).with_for_update(skip_locked=True)).all()
        model = self.moment.class_
        if self.cleared is None:
            session.execute(delete(model).where(self._key.in_(keys)))
        else:
            session.execute(update(model).where(self._key.in_(keys)).values({self.cleared.key: None}))
        return len(keys)


def add_retention_rule(app: Flask, rule: RetentionRule) -> None:
    """Have the rule carried out; one that fails holds up none of the others."""
    app.extensions.setdefault(_RULES, []).append(rule)
    add_periodic_task(app, rule)


def add_kept_table(app: Flask, table: str, until: str) -> None:
    """Name a table that no rule speaks of, and until when its rows are kept."""
    app.extensions.setdefault(_KEPT, {})[table] = until


def retention_rules(app: Flask) -> Sequence[RetentionRule]:
    """Every rule, in the order in which they were registered."""
    rules: list[RetentionRule] = app.extensions.get(_RULES, [])
    return tuple(rules)


def kept_tables(app: Flask) -> Mapping[str, str]:
    """The tables without a rule, and until when their rows are kept."""
    kept: dict[str, str] = app.extensions.get(_KEPT, {})
    return kept
