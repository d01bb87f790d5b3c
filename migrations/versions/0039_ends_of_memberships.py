"""Which end of a membership its people were told of, and which was carried out."""

import sqlalchemy as sa
from alembic import op

revision = "0039"
down_revision = "0038"

COLUMNS = ("announced_end", "carried_out_end")
INDEX = "ix_memberships_expires_at_open"
IS_OPEN = sa.text("carried_out_end IS NULL OR carried_out_end != expires_at")


def upgrade() -> None:
    for name in COLUMNS:
        op.add_column("memberships", sa.Column(name, sa.DateTime(timezone=True), nullable=True))
    op.create_index(INDEX, "memberships", ["expires_at"], sqlite_where=IS_OPEN, postgresql_where=IS_OPEN)


def downgrade() -> None:
    op.drop_index(INDEX, "memberships")
    with op.batch_alter_table("memberships") as batch_op:
        for name in reversed(COLUMNS):
            batch_op.drop_column(name)
