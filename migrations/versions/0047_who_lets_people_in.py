"""Who lets people into an organization, by a name that is not the one of admissions to portals."""

import sqlalchemy as sa
from alembic import op

revision = "0047"
down_revision = "0046"

KIND = {"existing_type": sa.String(20), "existing_nullable": False}


def upgrade() -> None:
    with op.batch_alter_table("organizations") as batch_op:
        batch_op.alter_column("admitting", new_column_name="let_in_by", **KIND)


def downgrade() -> None:
    with op.batch_alter_table("organizations") as batch_op:
        batch_op.alter_column("let_in_by", new_column_name="admitting", **KIND)
