"""The organization that is created with an account, while its registration waits."""

import sqlalchemy as sa
from alembic import op

revision = "0037"
down_revision = "0036"

TABLE = "registrations"


def upgrade() -> None:
    op.add_column(TABLE, sa.Column("organization_kind", sa.String(20), nullable=True))
    op.add_column(TABLE, sa.Column("organization_name", sa.String(200), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table(TABLE) as table:
        table.drop_column("organization_name")
        table.drop_column("organization_kind")
