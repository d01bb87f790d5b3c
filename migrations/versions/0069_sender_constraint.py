"""What codes and refresh tokens are bound to; each access token says so itself."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0069"
down_revision = "0068"


def upgrade() -> None:
    op.add_column("authorizations", sa.Column("code_jkt", sa.String(43)))
    op.add_column("authorizations", sa.Column("refresh_binding", sa.String(120)))
    op.drop_column("authorizations", "confirmation")


def downgrade() -> None:
    op.add_column("authorizations", sa.Column("confirmation", sa.JSON().with_variant(JSONB(), "postgresql")))
    op.drop_column("authorizations", "refresh_binding")
    op.drop_column("authorizations", "code_jkt")
