"""Keep what was settled within an interaction as entries of their own, in the place of a time for each step.

Rows in flight are kept, both ways.
"""

from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0013"
down_revision = "0012"

JSON_DOCUMENT = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
STEPS = {
    "signed_in": "signed_in_at",
    "account_chosen": "account_chosen_at",
    "consented": "consented_at",
    "consent_denied": "consent_denied_at",
    "enrolment_put_off": "put_off_at",
}
TABLE = sa.table(
    "interactions",
    *(sa.column(name, sa.String) for name in ("id", "portal", "session_id")),
    *(sa.column(name, sa.DateTime(timezone=True)) for name in STEPS.values()),
    sa.column("settled", JSON_DOCUMENT),
)


def upgrade() -> None:
    with op.batch_alter_table("interactions", schema=None) as batch_op:
        batch_op.add_column(sa.Column("settled", JSON_DOCUMENT, nullable=True))
    for row in op.get_bind().execute(sa.select(TABLE)).all():
        op.execute(TABLE.update().where(TABLE.c.id == row.id).values(settled=_entries(row._asdict())))
    with op.batch_alter_table("interactions", schema=None) as batch_op:
        batch_op.alter_column("settled", existing_type=JSON_DOCUMENT, nullable=False)
        batch_op.drop_column("session_id")
        for name in STEPS.values():
            batch_op.drop_column(name)


def downgrade() -> None:
    with op.batch_alter_table("interactions", schema=None) as batch_op:
        batch_op.add_column(sa.Column("session_id", sa.String(length=40), nullable=True))
        for name in STEPS.values():
            batch_op.add_column(sa.Column(name, sa.DateTime(timezone=True), nullable=True))
    for row in op.get_bind().execute(sa.select(TABLE.c.id, TABLE.c.settled)).all():
        if values := _times(row.settled):
            op.execute(TABLE.update().where(TABLE.c.id == row.id).values(**values))
    with op.batch_alter_table("interactions", schema=None) as batch_op:
        batch_op.drop_column("settled")


def _entries(row: dict[str, Any]) -> list[dict[str, Any]]:
    return [
        {
            "step": step,
            "session": None if step == "enrolment_put_off" else row["session_id"],
            "at": _aware(row[name]).isoformat(),
            "portal": row["portal"],
            "organization": None,
        }
        for step, name in STEPS.items()
        if row[name] is not None
    ]


def _aware(now: datetime) -> datetime:
    """SQLite keeps moments in UTC without saying so."""
    return now if now.tzinfo else now.replace(tzinfo=UTC)


def _times(entries: Any) -> dict[str, Any]:
    """The columns of what was settled; later steps have no column, and are asked again."""
    known = [entry for entry in entries or () if isinstance(entry, dict) and entry.get("step") in STEPS]
    values: dict[str, Any] = {STEPS[entry["step"]]: datetime.fromisoformat(entry["at"]) for entry in known}
    sessions = [entry["session"] for entry in known if entry["session"] is not None]
    return values | ({"session_id": sessions[-1]} if sessions else {})
