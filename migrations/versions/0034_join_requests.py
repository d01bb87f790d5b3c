"""Requests of people to join an organization."""

import sqlalchemy as sa
from alembic import op

revision = "0034"
down_revision = "0033"

WHEN = sa.DateTime(timezone=True)
TABLE = "join_requests"
IS_OPEN = "state = 'open'"


def _of(column: str, table: str) -> sa.Column[str]:
    return sa.Column(column, sa.String(40), sa.ForeignKey(f"{table}.id", ondelete="CASCADE"), nullable=False)


def upgrade() -> None:
    op.create_table(
        TABLE,
        sa.Column("id", sa.String(40), primary_key=True, nullable=False),
        _of("organization_id", "organizations"),
        _of("account_id", "accounts"),
        sa.Column("portal", sa.String(100), nullable=False),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("reason", sa.String(300), nullable=False),
        sa.Column("created_at", WHEN, nullable=False),
        sa.Column("ended_at", WHEN, nullable=True),
        sa.CheckConstraint(f"({IS_OPEN}) = (ended_at IS NULL)", "state_and_time"),
    )
    for columns in (
        ["organization_id", "state", "created_at", "id"],
        ["account_id", "organization_id", "created_at"],
        ["ended_at"],
    ):
        op.create_index("_".join(("ix", TABLE, *columns)), TABLE, columns)
    where = sa.text(IS_OPEN)
    keys = ["account_id", "organization_id"]
    op.create_index(f"uq_{TABLE}_open", TABLE, keys, unique=True, sqlite_where=where, postgresql_where=where)


def downgrade() -> None:
    op.drop_table(TABLE)
