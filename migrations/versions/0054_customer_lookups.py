"""What the operator's system answered about numbers of customers."""

import sqlalchemy as sa
from alembic import op

revision = "0054"
down_revision = "0053"


def upgrade() -> None:
    op.create_table(
        "customer_lookups",
        sa.Column("id", sa.String(40), primary_key=True, nullable=False),
        sa.Column("register", sa.String(100), nullable=False),
        sa.Column("key", sa.String(64), nullable=False),
        sa.Column(
            "customer_id", sa.String(40), sa.ForeignKey("customer_records.id", ondelete="CASCADE"), nullable=True
        ),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=False),
        sa.UniqueConstraint("register", "key"),
    )
    for column in ("customer_id", "answered_at"):
        op.create_index(f"ix_customer_lookups_{column}", "customer_lookups", [column])


def downgrade() -> None:
    op.drop_table("customer_lookups")
