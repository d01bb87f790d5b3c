"""What an organization is, and who represents it."""

import sqlalchemy as sa
from alembic import op

revision = "0029"
down_revision = "0028"


def upgrade() -> None:
    with op.batch_alter_table("organizations") as batch_op:
        batch_op.add_column(sa.Column("kind", sa.String(20), nullable=False, server_default="company"))
        batch_op.add_column(sa.Column("representative_id", sa.String(40), nullable=True))
        batch_op.create_foreign_key(
            "fk_organizations_representative_id", "accounts", ["representative_id"], ["id"], ondelete="SET NULL"
        )
        batch_op.create_index("ix_organizations_representative_id", ["representative_id"])
    with op.batch_alter_table("organizations") as batch_op:
        batch_op.alter_column("kind", server_default=None, existing_type=sa.String(20), existing_nullable=False)


def downgrade() -> None:
    with op.batch_alter_table("organizations") as batch_op:
        batch_op.drop_index("ix_organizations_representative_id")
        batch_op.drop_constraint("fk_organizations_representative_id", type_="foreignkey")
        batch_op.drop_column("representative_id")
        batch_op.drop_column("kind")
