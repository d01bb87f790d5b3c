"""Secrets of clients that sign with them."""

import sqlalchemy as sa
from alembic import op

revision = "0064"
down_revision = "0063"


def upgrade() -> None:
    with op.batch_alter_table("client_secrets") as batch_op:
        batch_op.add_column(sa.Column("wrapped_secret", sa.Text(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("client_secrets") as batch_op:
        batch_op.drop_column("wrapped_secret")
