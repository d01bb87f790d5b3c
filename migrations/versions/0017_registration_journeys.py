"""What a registration has completed of the portal's journey: the version, and what was agreed to.

One that is in progress has completed none: its person is asked at the first visit.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0017"
down_revision = "0016"

JSON_DOCUMENT = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")


def upgrade() -> None:
    with op.batch_alter_table("registrations") as batch_op:
        batch_op.add_column(sa.Column("journey_version", sa.Integer(), nullable=False, server_default="0"))
        batch_op.add_column(sa.Column("terms_accepted", JSON_DOCUMENT, nullable=False, server_default="{}"))
    with op.batch_alter_table("registrations") as batch_op:
        batch_op.alter_column("journey_version", server_default=None, existing_type=sa.Integer())
        batch_op.alter_column("terms_accepted", server_default=None, existing_type=JSON_DOCUMENT)


def downgrade() -> None:
    with op.batch_alter_table("registrations") as batch_op:
        batch_op.drop_column("terms_accepted")
        batch_op.drop_column("journey_version")
