"""The end of the membership that an invitation offers."""

import sqlalchemy as sa
from alembic import op

revision = "0042"
down_revision = "0041"

TABLE = "organization_invitations"


def upgrade() -> None:
    op.add_column(TABLE, sa.Column("membership_expires_at", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table(TABLE) as table:
        table.drop_column("membership_expires_at")
