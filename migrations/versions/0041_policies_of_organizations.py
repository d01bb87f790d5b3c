"""Who lets people into an organization, and with which addresses."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0041"
down_revision = "0040"

JSON_DOCUMENT = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
COLUMNS = {"admitting": (sa.String(20), "administrators"), "email_domains": (JSON_DOCUMENT, "[]")}


def upgrade() -> None:
    with op.batch_alter_table("organizations") as batch_op:
        for name, (kind, default) in COLUMNS.items():
            batch_op.add_column(sa.Column(name, kind, nullable=False, server_default=default))
    with op.batch_alter_table("organizations") as batch_op:
        for name, (kind, _) in COLUMNS.items():
            batch_op.alter_column(name, server_default=None, existing_type=kind, existing_nullable=False)


def downgrade() -> None:
    with op.batch_alter_table("organizations") as batch_op:
        for name in COLUMNS:
            batch_op.drop_column(name)
