"""Portals that accept no password which was set before a moment."""

import sqlalchemy as sa
from alembic import op

revision = "0059"
down_revision = "0058"


def upgrade() -> None:
    with op.batch_alter_table("admissions") as batch_op:
        batch_op.add_column(sa.Column("passwords_from", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    """Who was asked to register again is refused by the former version: an operator lets them in there."""
    rows = sa.table("admissions", sa.column("state"))
    op.execute(rows.update().where(rows.c.state == "renewal").values(state="withdrawn"))
    with op.batch_alter_table("admissions") as batch_op:
        batch_op.drop_column("passwords_from")
