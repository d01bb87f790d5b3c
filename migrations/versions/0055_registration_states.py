"""Registrations with a state, entries page by page, evidence and approval."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0055"
down_revision = "0054"

WHEN = sa.DateTime(timezone=True)
JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
# What every row has, with that of a registration which was sent in one page.
GIVEN = {
    "state": (sa.String(20), "submitted"),
    "pages_done": (sa.Integer(), "1"),
    "profile": (JSON, "{}"),
    "evidence": (JSON, "{}"),
    "is_eligible": (sa.Boolean(), sa.true()),
    "is_of_account": (sa.Boolean(), sa.false()),
}
OPTIONAL = {
    "client_id": sa.String(100),
    "customer_id": sa.String(40),
    "submitted_at": WHEN,
    "decided_at": WHEN,
    "reason": sa.Text(),
}


NEW_STATES = ("started", "confirmed", "awaiting_approval", "approved", "refused", "withdrawn")


def upgrade() -> None:
    with op.batch_alter_table("registrations") as batch_op:
        for name, (kind, value) in GIVEN.items():
            batch_op.add_column(sa.Column(name, kind, nullable=False, server_default=value))
        for name, kind in OPTIONAL.items():
            batch_op.add_column(sa.Column(name, kind, nullable=True))
    columns = ("state", "created_at", "submitted_at", "confirmed_at", "account_id")
    rows = sa.table("registrations", *(sa.column(name) for name in columns))
    op.execute(rows.update().values(submitted_at=rows.c.created_at))
    is_confirmed, has_account = rows.c.confirmed_at.is_not(None), rows.c.account_id.is_not(None)
    op.execute(rows.update().where(is_confirmed, has_account).values(state="completed"))
    op.execute(rows.update().where(is_confirmed, ~has_account).values(state="superseded"))
    with op.batch_alter_table("registrations") as batch_op:
        for name, (kind, _) in GIVEN.items():
            batch_op.alter_column(name, server_default=None, existing_type=kind, existing_nullable=False)
    op.create_index("ix_registrations_state_submitted_at", "registrations", ["state", "submitted_at"])


def downgrade() -> None:
    """A registration that was begun or waits for approval has no place in the former table: it is sent anew."""
    op.drop_index("ix_registrations_state_submitted_at", "registrations")
    rows = sa.table("registrations", sa.column("state"))
    op.execute(rows.delete().where(rows.c.state.in_(NEW_STATES)))
    with op.batch_alter_table("registrations") as batch_op:
        for name in (*GIVEN, *OPTIONAL):
            batch_op.drop_column(name)
