"""Organizations that applications create, and invitations that offer the representation."""

import sqlalchemy as sa
from alembic import op

revision = "0045"
down_revision = "0044"


def upgrade() -> None:
    op.create_table(
        "organization_orders",
        sa.Column(
            "client_id",
            sa.String(100),
            sa.ForeignKey("clients.client_id", ondelete="CASCADE"),
            primary_key=True,
            nullable=False,
        ),
        sa.Column("reference", sa.String(200), primary_key=True, nullable=False),
        sa.Column(
            "organization_id", sa.String(40), sa.ForeignKey("organizations.id", ondelete="SET NULL"), nullable=True
        ),
        sa.Column("asked_hash", sa.String(64), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_index("ix_organization_orders_organization_id", "organization_orders", ["organization_id"])
    with op.batch_alter_table("organization_portals") as batch_op:
        batch_op.alter_column("customer_number", nullable=True, existing_type=sa.String(64), existing_nullable=False)
    with op.batch_alter_table("organization_invitations") as batch_op:
        batch_op.add_column(sa.Column("represents", sa.Boolean(), nullable=False, server_default=sa.false()))
    with op.batch_alter_table("organization_invitations") as batch_op:
        batch_op.alter_column("represents", server_default=None, existing_type=sa.Boolean(), existing_nullable=False)


def downgrade() -> None:
    with op.batch_alter_table("organization_invitations") as batch_op:
        batch_op.drop_column("represents")
    op.execute("DELETE FROM organization_portals WHERE customer_number IS NULL")
    with op.batch_alter_table("organization_portals") as batch_op:
        batch_op.alter_column("customer_number", nullable=False, existing_type=sa.String(64), existing_nullable=True)
    op.drop_table("organization_orders")
