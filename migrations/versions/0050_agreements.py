"""What accounts agreed to: a row for each version of a text, in place of a note at the admission."""

import secrets
from collections.abc import Iterator
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0050"
down_revision = "0049"

WHEN = sa.DateTime(timezone=True)
JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
ADMISSIONS = sa.table(
    "admissions",
    sa.column("account_id", sa.String()),
    sa.column("portal", sa.String()),
    sa.column("evidence", JSON),
    sa.column("terms_accepted", JSON),
    sa.column("texts_agreed", JSON),
)
# The ways that evidence names and an agreement knows.
WAYS = {"registration", "invitation", "sign_in"}


def upgrade() -> None:
    agreements = op.create_table(
        "agreements",
        sa.Column("id", sa.String(40), primary_key=True, nullable=False),
        sa.Column("account_id", sa.String(40), sa.ForeignKey("accounts.id", ondelete="CASCADE"), nullable=False),
        sa.Column("portal", sa.String(100), nullable=False),
        sa.Column("text", sa.String(40), nullable=False),
        sa.Column("version", sa.String(40), nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("is_required", sa.Boolean(), nullable=False),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("language", sa.String(10), nullable=False),
        sa.Column("network", sa.String(45), nullable=True),
        sa.Column("way", sa.String(20), nullable=False),
        sa.Column("agreed_at", WHEN, nullable=False),
        sa.Column("confirmed_at", WHEN, nullable=True),
        sa.Column("withdrawn_at", WHEN, nullable=True),
        sa.UniqueConstraint("account_id", "portal", "text", "version"),
        sa.CheckConstraint("state <> 'withdrawn' OR withdrawn_at IS NOT NULL", "withdrawn"),
    )
    op.create_index("ix_agreements_state_agreed_at", "agreements", ["state", "agreed_at"])
    op.create_index("ix_agreements_agreed_at", "agreements", ["agreed_at"])
    _add_list("admissions", "texts_agreed")
    _add_list("registrations", "agreed_texts")
    for admission in _with_terms():
        rows = [_agreement(admission)]
        op.bulk_insert(agreements, rows)
        _note(admission, [f"terms={rows[0]['version']}"])


def downgrade() -> None:
    with op.batch_alter_table("registrations") as batch_op:
        batch_op.drop_column("agreed_texts")
    with op.batch_alter_table("admissions") as batch_op:
        batch_op.drop_column("texts_agreed")
    op.drop_table("agreements")


def _add_list(table: str, column: str) -> None:
    op.add_column(table, sa.Column(column, JSON, nullable=False, server_default="[]"))
    with op.batch_alter_table(table) as batch_op:
        batch_op.alter_column(column, server_default=None, existing_type=JSON)


def _with_terms() -> Iterator[Any]:
    rows = op.get_bind().execute(sa.select(ADMISSIONS.c["account_id", "portal", "evidence", "terms_accepted"])).all()
    return (row for row in rows if "terms" in row.terms_accepted)


def _agreement(admission: Any) -> dict[str, Any]:
    """What the admission knows: neither the language nor the network was kept."""
    terms, way = admission.terms_accepted["terms"], admission.evidence.get("way")
    return {
        "id": f"agr_{secrets.token_hex(16)}",
        "account_id": admission.account_id,
        "portal": admission.portal,
        "text": "terms",
        "version": str(terms["version"]),
        "kind": "terms",
        "is_required": True,
        "state": "agreed",
        "language": "",
        "way": way if way in WAYS else "sign_in",
        "agreed_at": datetime.fromisoformat(terms["at"]),
    }


def _note(admission: Any, marks: list[str]) -> None:
    """The note of the terms stays where it is, so that the way back loses nothing."""
    own = (ADMISSIONS.c.account_id == admission.account_id) & (ADMISSIONS.c.portal == admission.portal)
    op.execute(sa.update(ADMISSIONS).where(own).values(texts_agreed=marks))
