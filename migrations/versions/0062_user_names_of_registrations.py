"""The user name that a person chooses while registering."""

import sqlalchemy as sa
from alembic import op

revision = "0062"
down_revision = "0061"


def upgrade() -> None:
    with op.batch_alter_table("registrations") as batch_op:
        batch_op.add_column(sa.Column("user_name", sa.String(64), nullable=True))
        batch_op.add_column(sa.Column("lost_user_name", sa.String(64), nullable=True))
        batch_op.create_index("ix_registrations_user_name", ["user_name"])


def downgrade() -> None:
    with op.batch_alter_table("registrations") as batch_op:
        batch_op.drop_index("ix_registrations_user_name")
        batch_op.drop_column("lost_user_name")
        batch_op.drop_column("user_name")
