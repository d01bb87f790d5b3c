"""Devices of customers by their serial numbers, and the registrations that use them."""

import sqlalchemy as sa
from alembic import op

revision = "0053"
down_revision = "0052"

WHEN = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "customer_devices",
        sa.Column("register", sa.String(100), primary_key=True, nullable=False),
        sa.Column("key", sa.String(64), primary_key=True, nullable=False),
        sa.Column("serial", sa.String(64), nullable=False),
        _optional("customer_id", "customer_records", "SET NULL"),
        sa.Column("created_at", WHEN, nullable=False),
    )
    op.create_index("ix_customer_devices_customer_id", "customer_devices", ["customer_id"])
    op.create_index(
        "ix_customer_devices_register_created_at_key", "customer_devices", ["register", "created_at", "key"]
    )
    op.create_table(
        "customer_device_uses",
        sa.Column("register", sa.String(100), primary_key=True, nullable=False),
        sa.Column("key", sa.String(64), primary_key=True, nullable=False),
        sa.Column("holder", sa.String(100), primary_key=True, nullable=False),
        _optional("customer_id", "customer_records", "SET NULL"),
        _optional("account_id", "accounts", "CASCADE"),
        sa.Column("reserved_at", WHEN, nullable=False),
        sa.Column("kept_at", WHEN, nullable=True),
        sa.ForeignKeyConstraint(
            ["register", "key"], ["customer_devices.register", "customer_devices.key"], ondelete="CASCADE"
        ),
        sa.CheckConstraint("(account_id IS NULL) = (kept_at IS NULL)", "kept"),
    )
    for column in ("holder", "customer_id", "account_id"):
        op.create_index(f"ix_customer_device_uses_{column}", "customer_device_uses", [column])


def downgrade() -> None:
    op.drop_table("customer_device_uses")
    op.drop_table("customer_devices")


def _optional(column: str, table: str, ondelete: str) -> sa.Column[str]:
    return sa.Column(column, sa.String(40), sa.ForeignKey(f"{table}.id", ondelete=ondelete), nullable=True)
