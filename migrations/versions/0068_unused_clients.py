"""Clients that registered themselves and were never used."""

import sqlalchemy as sa
from alembic import op

revision = "0068"
down_revision = "0067"


def upgrade() -> None:
    with op.batch_alter_table("clients") as batch_op:
        batch_op.add_column(sa.Column("unused_since", sa.DateTime(timezone=True), nullable=True))
    op.create_index("ix_clients_unused_since", "clients", ["unused_since"])


def downgrade() -> None:
    op.drop_index("ix_clients_unused_since", "clients")
    with op.batch_alter_table("clients") as batch_op:
        batch_op.drop_column("unused_since")
