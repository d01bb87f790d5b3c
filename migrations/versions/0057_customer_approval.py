"""Registrations that the administrators of the customer's organization approve."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0057"
down_revision = "0056"

WHEN = sa.DateTime(timezone=True)
JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
COLUMNS = {
    "organization_id": sa.String(40),
    "asked_at": WHEN,
    "reminded_at": WHEN,
    "escalated_at": WHEN,
    "decided_by_id": sa.String(40),
    "granted": JSON,
}
INDEX = "ix_registrations_organization_id_state"


def upgrade() -> None:
    with op.batch_alter_table("registrations") as batch_op:
        for name, kind in COLUMNS.items():
            batch_op.add_column(sa.Column(name, kind, nullable=True))
    rows = sa.table("registrations", sa.column("state"), sa.column("asked_at"), sa.column("confirmed_at"))
    op.execute(rows.update().where(rows.c.state == "awaiting_approval").values(asked_at=rows.c.confirmed_at))
    op.create_index(INDEX, "registrations", ["organization_id", "state"])


def downgrade() -> None:
    """What waits for administrators waits for operators then."""
    op.drop_index(INDEX, "registrations")
    with op.batch_alter_table("registrations") as batch_op:
        for name in COLUMNS:
            batch_op.drop_column(name)
