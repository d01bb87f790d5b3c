"""The logos of organizations."""

import sqlalchemy as sa
from alembic import op

revision = "0043"
down_revision = "0042"

INDEX = "ix_organizations_logo_digest"


def upgrade() -> None:
    op.add_column("organizations", sa.Column("logo", sa.LargeBinary(), nullable=True))
    op.add_column("organizations", sa.Column("logo_digest", sa.String(64), nullable=True))
    op.create_index(INDEX, "organizations", ["logo_digest"])


def downgrade() -> None:
    op.drop_index(INDEX, "organizations")
    with op.batch_alter_table("organizations") as batch_op:
        batch_op.drop_column("logo_digest")
        batch_op.drop_column("logo")
