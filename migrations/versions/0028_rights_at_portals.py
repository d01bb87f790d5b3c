"""What an organization has at a portal, what its members have of that, and until when a membership holds."""

import sqlalchemy as sa
from alembic import op

revision = "0028"
down_revision = "0027"

WHEN = sa.DateTime(timezone=True)


def _of(table: str, column: str) -> sa.Column[str]:
    key = sa.ForeignKey(f"{table}.id", ondelete="CASCADE")
    return sa.Column(column, sa.String(40), key, primary_key=True, nullable=False)


def upgrade() -> None:
    with op.batch_alter_table("memberships") as batch_op:
        batch_op.add_column(sa.Column("billing", sa.Boolean(), nullable=False, server_default=sa.false()))
        batch_op.add_column(sa.Column("expires_at", WHEN, nullable=True))
        batch_op.create_index("ix_memberships_account_id_created_at_id", ["account_id", "created_at", "id"])
    with op.batch_alter_table("memberships") as batch_op:
        batch_op.alter_column("billing", server_default=None, existing_type=sa.Boolean(), existing_nullable=False)
    op.create_table(
        "organization_portals",
        _of("organizations", "organization_id"),
        sa.Column("portal", sa.String(100), primary_key=True, nullable=False),
        sa.Column("customer_number", sa.String(64), nullable=False),
        sa.Column("created_at", WHEN, nullable=False),
    )
    op.create_table(
        "organization_products",
        sa.Column("id", sa.String(40), primary_key=True, nullable=False),
        sa.Column(
            "organization_id", sa.String(40), sa.ForeignKey("organizations.id", ondelete="CASCADE"), nullable=False
        ),
        sa.Column("portal", sa.String(100), nullable=False),
        sa.Column("product", sa.String(100), nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("created_at", WHEN, nullable=False),
        sa.UniqueConstraint("organization_id", "portal", "product"),
    )
    op.create_table(
        "membership_products",
        _of("memberships", "membership_id"),
        _of("organization_products", "product_id"),
    )
    op.create_index("ix_membership_products_product_id", "membership_products", ["product_id"])
    op.create_table(
        "membership_roles",
        _of("memberships", "membership_id"),
        sa.Column("portal", sa.String(100), primary_key=True, nullable=False),
        sa.Column("role", sa.String(100), primary_key=True, nullable=False),
        sa.Column("created_at", WHEN, nullable=False),
    )


def downgrade() -> None:
    for table in ("membership_roles", "membership_products", "organization_products", "organization_portals"):
        op.drop_table(table)
    with op.batch_alter_table("memberships") as batch_op:
        batch_op.drop_index("ix_memberships_account_id_created_at_id")
        batch_op.drop_column("expires_at")
        batch_op.drop_column("billing")
