"""Domains by whose addresses people join organizations, and who belonged to one before."""

import sqlalchemy as sa
from alembic import op

revision = "0040"
down_revision = "0039"

TABLE = "organization_domains"
WHEN = sa.DateTime(timezone=True)


def _of(column: str, table: str, **values: bool) -> sa.Column[str]:
    return sa.Column(column, sa.String(40), sa.ForeignKey(f"{table}.id", ondelete="CASCADE"), nullable=False, **values)


def upgrade() -> None:
    op.create_table(
        TABLE,
        sa.Column("id", sa.String(40), primary_key=True, nullable=False),
        _of("organization_id", "organizations"),
        sa.Column("domain", sa.String(255), nullable=False),
        sa.Column("joining", sa.String(10), nullable=False),
        sa.Column("email", sa.String(320), nullable=False),
        sa.Column("code_hash", sa.String(64), nullable=True),
        sa.Column("code_attempts", sa.Integer(), nullable=False),
        sa.Column("expires_at", WHEN, nullable=False),
        sa.Column("confirmed_at", WHEN, nullable=True),
        sa.Column("created_at", WHEN, nullable=False),
        sa.UniqueConstraint("organization_id", "domain"),
    )
    op.create_index(f"ix_{TABLE}_domain_confirmed_at", TABLE, ["domain", "confirmed_at"])
    op.create_table(
        "former_members",
        _of("organization_id", "organizations", primary_key=True),
        _of("account_id", "accounts", primary_key=True),
        sa.Column("ended_at", WHEN, nullable=False),
    )
    op.create_index("ix_former_members_account_id", "former_members", ["account_id"])


def downgrade() -> None:
    op.drop_table("former_members")
    op.drop_table(TABLE)
