"""Customer records and their numbers, by register."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0048"
down_revision = "0047"

WHEN = sa.DateTime(timezone=True)
JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")


def _customer(column: str, *, nullable: bool) -> sa.Column[str]:
    return sa.Column(column, sa.String(40), sa.ForeignKey("customer_records.id", ondelete="CASCADE"), nullable=nullable)


def upgrade() -> None:
    op.create_table(
        "customer_records",
        sa.Column("id", sa.String(40), primary_key=True, nullable=False),
        sa.Column("register", sa.String(100), nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("postcodes", JSON, nullable=False),
        sa.Column("state", sa.String(10), nullable=False),
        _customer("merged_into_id", nullable=True),
        sa.Column("attributes", JSON, nullable=False),
        sa.Column("created_at", WHEN, nullable=False),
        sa.Column("updated_at", WHEN, nullable=False),
        sa.CheckConstraint("state <> 'merged' OR merged_into_id IS NOT NULL", "merged"),
    )
    op.create_index("ix_customer_records_register_created_at_id", "customer_records", ["register", "created_at", "id"])
    op.create_index("ix_customer_records_merged_into_id", "customer_records", ["merged_into_id"])
    op.create_table(
        "customer_numbers",
        sa.Column("register", sa.String(100), primary_key=True, nullable=False),
        sa.Column("key", sa.String(64), primary_key=True, nullable=False),
        sa.Column("number", sa.String(64), nullable=False),
        _customer("customer_id", nullable=False),
        sa.Column("ended_at", WHEN, nullable=True),
    )
    op.create_index("ix_customer_numbers_customer_id", "customer_numbers", ["customer_id"])
    present = sa.text("ended_at IS NULL")
    op.create_index(
        "uq_customer_numbers_present",
        "customer_numbers",
        ["customer_id"],
        unique=True,
        sqlite_where=present,
        postgresql_where=present,
    )


def downgrade() -> None:
    op.drop_table("customer_numbers")
    op.drop_table("customer_records")
