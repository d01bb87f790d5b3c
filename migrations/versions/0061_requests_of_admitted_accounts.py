"""Registrations by which an account that has access shows evidence of a further customer."""

import sqlalchemy as sa
from alembic import op

revision = "0061"
down_revision = "0060"


def upgrade() -> None:
    with op.batch_alter_table("registrations") as batch_op:
        batch_op.add_column(sa.Column("is_of_admitted", sa.Boolean(), nullable=False, server_default=sa.false()))
    with op.batch_alter_table("registrations") as batch_op:
        batch_op.alter_column("is_of_admitted", server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("registrations") as batch_op:
        batch_op.drop_column("is_of_admitted")
