"""Which session a step-up began with: it counts only as long as that one lives."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    op.add_column("interactions", sa.Column("pending_session_id", sa.String(length=40), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("interactions") as batch_op:
        batch_op.drop_column("pending_session_id")
