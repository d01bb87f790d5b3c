"""What kind of actor did what an event tells of; unknown for events from before."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    with op.batch_alter_table("audit_events") as batch_op:
        batch_op.alter_column("actor", new_column_name="actor_id", existing_type=sa.String(100), existing_nullable=True)
        batch_op.add_column(sa.Column("actor_kind", sa.String(20), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("audit_events") as batch_op:
        batch_op.drop_column("actor_kind")
        batch_op.alter_column("actor_id", new_column_name="actor", existing_type=sa.String(100), existing_nullable=True)
