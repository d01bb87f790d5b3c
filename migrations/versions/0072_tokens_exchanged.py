"""Tokens that were exchanged are not stored, and say themselves whom they are used by."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0072"
down_revision = "0071"


def upgrade() -> None:
    op.drop_column("authorizations", "actor")
    op.drop_column("authorizations", "parent_id")


def downgrade() -> None:
    op.add_column("authorizations", sa.Column("parent_id", sa.String(40)))
    op.add_column("authorizations", sa.Column("actor", sa.JSON().with_variant(JSONB(), "postgresql")))
