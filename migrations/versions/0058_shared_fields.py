"""What people share with portals, kept with the account."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0058"
down_revision = "0057"

JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")


def upgrade() -> None:
    with op.batch_alter_table("accounts") as batch_op:
        batch_op.add_column(sa.Column("shared_fields", JSON, nullable=False, server_default="{}"))
    with op.batch_alter_table("accounts") as batch_op:
        batch_op.alter_column("shared_fields", server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("accounts") as batch_op:
        batch_op.drop_column("shared_fields")
