"""One state for links and mailed codes that are good for one use, in the place of two times that had to be combined."""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"

TABLES = ("one_time_links", "mailed_codes")


def upgrade() -> None:
    for name in TABLES:
        with op.batch_alter_table(name) as batch_op:
            batch_op.add_column(sa.Column("state", sa.String(length=10), nullable=False, server_default="open"))
            batch_op.add_column(sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True))
        table = sa.table(name, *map(sa.column, ("state", "ended_at", "used_at", "superseded_at")))
        state = sa.case(
            (table.c.used_at.is_not(None), "redeemed"), (table.c.superseded_at.is_not(None), "superseded"), else_="open"
        )
        ended_at = sa.func.coalesce(table.c.used_at, table.c.superseded_at)
        op.execute(sa.update(table).values(state=state, ended_at=ended_at))
        with op.batch_alter_table(name) as batch_op:
            batch_op.alter_column("state", server_default=None, existing_type=sa.String(length=10))
            batch_op.drop_column("used_at")
            batch_op.drop_column("superseded_at")
            batch_op.create_check_constraint(op.f(f"ck_{name}_state_and_time"), "(state = 'open') = (ended_at IS NULL)")


def downgrade() -> None:
    for name in TABLES:
        with op.batch_alter_table(name) as batch_op:
            batch_op.add_column(sa.Column("used_at", sa.DateTime(timezone=True), nullable=True))
            batch_op.add_column(sa.Column("superseded_at", sa.DateTime(timezone=True), nullable=True))
        table = sa.table(name, *map(sa.column, ("state", "ended_at", "used_at", "superseded_at")))
        op.execute(sa.update(table).where(table.c.state == "redeemed").values(used_at=table.c.ended_at))
        op.execute(sa.update(table).where(table.c.state == "superseded").values(superseded_at=table.c.ended_at))
        with op.batch_alter_table(name) as batch_op:
            batch_op.drop_constraint(op.f(f"ck_{name}_state_and_time"), type_="check")
            batch_op.drop_column("ended_at")
            batch_op.drop_column("state")
