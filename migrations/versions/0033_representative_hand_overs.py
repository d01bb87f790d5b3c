"""Offers of the representation of an organization."""

import sqlalchemy as sa
from alembic import op

revision = "0033"
down_revision = "0032"

TABLE = "representative_hand_overs"
WHEN = sa.DateTime(timezone=True)
IS_OFFERED = sa.text("state = 'offered'")


def _of(table: str, column: str) -> sa.Column[str]:
    return sa.Column(column, sa.String(40), sa.ForeignKey(f"{table}.id", ondelete="CASCADE"), nullable=False)


def upgrade() -> None:
    op.create_table(
        TABLE,
        sa.Column("id", sa.String(40), primary_key=True, nullable=False),
        _of("organizations", "organization_id"),
        _of("accounts", "account_id"),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("offered_at", WHEN, nullable=False),
        sa.Column("expires_at", WHEN, nullable=False),
        sa.Column("answered_at", WHEN, nullable=True),
    )
    for column in ("organization_id", "account_id", "expires_at"):
        op.create_index(f"ix_{TABLE}_{column}", TABLE, [column])
    op.create_index(
        f"uq_{TABLE}_offered",
        TABLE,
        ["organization_id"],
        unique=True,
        sqlite_where=IS_OFFERED,
        postgresql_where=IS_OFFERED,
    )


def downgrade() -> None:
    op.drop_table(TABLE)
