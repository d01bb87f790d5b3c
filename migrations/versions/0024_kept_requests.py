"""An authorization request that was posted without cookies waits for its browser, which is not known yet."""

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"


def upgrade() -> None:
    with op.batch_alter_table("interactions") as batch_op:
        batch_op.alter_column("browser_hash", existing_type=sa.String(64), nullable=True)


def downgrade() -> None:
    op.execute("DELETE FROM interactions WHERE browser_hash IS NULL")
    with op.batch_alter_table("interactions") as batch_op:
        batch_op.alter_column("browser_hash", existing_type=sa.String(64), nullable=False)
