"""Reading everything about one person."""

from typing import Any

from sqlalchemy import ColumnElement, Table, or_, select
from sqlalchemy.orm import Session

from idp.accounts.export.sections import SECTIONS, Section
from idp.accounts.models import Account
from idp.infrastructure.database import Base

Record = dict[str, Any]


def collect(session: Session, account: Account) -> dict[str, list[Record]]:
    """The records of every section by the name of its table, values as the database holds them."""
    return {section.table: _records(session, section, account) for section in SECTIONS}


def _records(session: Session, section: Section, account: Account) -> list[Record]:
    table = Base.metadata.tables[section.table]
    columns = [table.c[name] for name in section.columns]
    order = next((table.c[name] for name in ("created_at", "at", "requested_at") if name in table.c), columns[0])
    rows = session.execute(select(*columns).where(_is_own(table, section, account)).order_by(order))
    return [dict(zip(section.columns, row, strict=True)) for row in rows]


def _is_own(table: Table, section: Section, account: Account) -> ColumnElement[bool]:
    own: ColumnElement[bool] = table.c[section.owner] == account.id
    if section.table != "outbox":
        return own
    # Mails to other addresses would tell whether somebody else has an account with them.
    mine = or_(table.c.recipient == account.email, table.c.recipient == account.recovery_email)
    return own & mine
