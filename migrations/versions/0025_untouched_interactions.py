"""Sign-ins that were begun, apart from those whose person has done something since: the former are kept for minutes."""

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"
INDEX = "ix_interactions_has_acted_created_at"


def upgrade() -> None:
    # Those in progress go on as they were.
    with op.batch_alter_table("interactions") as batch_op:
        batch_op.add_column(sa.Column("has_acted", sa.Boolean(), nullable=False, server_default=sa.true()))
    with op.batch_alter_table("interactions") as batch_op:
        batch_op.alter_column("has_acted", server_default=None, existing_type=sa.Boolean(), existing_nullable=False)
        batch_op.create_index(INDEX, ["has_acted", "created_at"])


def downgrade() -> None:
    with op.batch_alter_table("interactions") as batch_op:
        batch_op.drop_index(INDEX)
        batch_op.drop_column("has_acted")
