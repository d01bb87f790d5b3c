"""What a link or an event is about may be an address, which has up to 254 characters."""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"


def upgrade() -> None:
    _set_length(320)


def downgrade() -> None:
    # What is longer than the column was goes: such an address could not be told before.
    for table in ("one_time_links", "audit_events"):
        op.execute(f"DELETE FROM {table} WHERE length(subject) > 100")  # noqa: S608 - the names stand above
    _set_length(100)


def _set_length(length: int) -> None:
    for table, is_nullable in (("one_time_links", False), ("audit_events", True)):
        with op.batch_alter_table(table) as batch_op:
            batch_op.alter_column("subject", type_=sa.String(length), existing_nullable=is_nullable)
