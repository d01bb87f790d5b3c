"""Accounts are linked to customer records, as many as a record allows; an organization stands for a customer."""

import sqlalchemy as sa
from alembic import op

revision = "0051"
down_revision = "0050"


def _parent(column: str, table: str) -> sa.Column[str]:
    parent = sa.ForeignKey(f"{table}.id", ondelete="CASCADE")
    return sa.Column(column, sa.String(40), parent, primary_key=True, nullable=False)


def upgrade() -> None:
    with op.batch_alter_table("customer_records") as batch:
        batch.add_column(sa.Column("accounts_allowed", sa.Integer(), nullable=False, server_default="1"))
        batch.add_column(sa.Column("organization_id", sa.String(40), nullable=True))
        batch.create_foreign_key(
            "fk_customer_records_organization_id_organizations",
            "organizations",
            ["organization_id"],
            ["id"],
            ondelete="SET NULL",
        )
        batch.create_check_constraint(op.f("ck_customer_records_accounts_allowed"), "accounts_allowed >= 1")
        batch.create_index("ix_customer_records_organization_id", ["organization_id"])
    with op.batch_alter_table("customer_records") as batch:
        batch.alter_column("accounts_allowed", server_default=None, existing_type=sa.Integer(), existing_nullable=False)
    op.create_table(
        "customer_links",
        _parent("customer_id", "customer_records"),
        _parent("account_id", "accounts"),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_index("ix_customer_links_account_id", "customer_links", ["account_id"])


def downgrade() -> None:
    op.drop_table("customer_links")
    with op.batch_alter_table("customer_records") as batch:
        batch.drop_index("ix_customer_records_organization_id")
        batch.drop_constraint("fk_customer_records_organization_id_organizations", type_="foreignkey")
        batch.drop_constraint(op.f("ck_customer_records_accounts_allowed"), type_="check")
        batch.drop_column("organization_id")
        batch.drop_column("accounts_allowed")
