"""The deletion of organizations, and what holds them."""

import sqlalchemy as sa
from alembic import op

revision = "0044"
down_revision = "0043"

WHEN = sa.DateTime(timezone=True)


def upgrade() -> None:
    with op.batch_alter_table("organizations") as batch_op:
        batch_op.add_column(sa.Column("delete_after", WHEN, nullable=True))
        batch_op.create_index("ix_organizations_delete_after", ["delete_after"])
    organization = sa.ForeignKey("organizations.id", ondelete="CASCADE")
    op.create_table(
        "organization_holds",
        sa.Column("organization_id", sa.String(40), organization, primary_key=True, nullable=False),
        sa.Column("portal", sa.String(100), primary_key=True, nullable=False),
        sa.Column("hold", sa.String(100), primary_key=True, nullable=False),
        sa.Column("set_at", WHEN, nullable=False),
    )


def downgrade() -> None:
    op.drop_table("organization_holds")
    with op.batch_alter_table("organizations") as batch_op:
        batch_op.drop_index("ix_organizations_delete_after")
        batch_op.drop_column("delete_after")
