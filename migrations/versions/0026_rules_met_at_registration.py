"""Which portals' password rules the password of a registration meets, for the account that comes of it."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0026"
down_revision = "0025"

JSON_DOCUMENT = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")


def upgrade() -> None:
    with op.batch_alter_table("registrations") as batch_op:
        batch_op.add_column(sa.Column("password_rules_met", JSON_DOCUMENT, nullable=False, server_default="[]"))
    with op.batch_alter_table("registrations") as batch_op:
        batch_op.alter_column(
            "password_rules_met", server_default=None, existing_type=JSON_DOCUMENT, existing_nullable=False
        )


def downgrade() -> None:
    with op.batch_alter_table("registrations") as batch_op:
        batch_op.drop_column("password_rules_met")
