"""Reading everything about one person."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Table, select
from sqlalchemy.orm import Session

from idp.accounts.models import Account
from idp.infrastructure.database import Base
from idp.infrastructure.personal_data import ExportSection

Record = dict[str, Any]


def collect(session: Session, account: Account, sections: Sequence[ExportSection]) -> dict[str, list[Record]]:
    """The records of every section by the name of its table, values as the database holds them."""
    return {section.table: _records(session, section, account) for section in sections}


def _records(session: Session, section: ExportSection, account: Account) -> list[Record]:
    table = Base.metadata.tables[section.table]
    values = section.values_in(table)
    order = next(table.c[name] for name in ("created_at", "at", "requested_at", *section.columns) if name in table.c)
    rows = session.execute(select(*values.values()).where(_is_own(table, section, account)).order_by(order))
    return [dict(zip(values, row, strict=True)) for row in rows]


def _is_own(table: Table, section: ExportSection, account: Account) -> ColumnElement[bool]:
    own: ColumnElement[bool] = table.c[section.owner] == account.id
    if section.only is None:
        return own
    addresses = [address for address in (account.email, account.recovery_email) if address]
    return own & section.only(table, addresses)
