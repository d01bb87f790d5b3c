"""One table for all JWTs that are accepted once: client assertions, and from now on DPoP proofs."""

import sqlalchemy as sa
from alembic import op

revision = "0065"
down_revision = "0064"


def upgrade() -> None:
    _move("used_assertions", "used_jwts")


def downgrade() -> None:
    _move("used_jwts", "used_assertions")


def _move(old: str, new: str) -> None:
    op.create_table(
        new,
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{new}")),
    )
    op.create_index(f"ix_{new}_expires_at", new, ["expires_at"])
    # What was used a moment ago would be accepted again.
    op.execute(sa.text(f"INSERT INTO {new} (id, expires_at) SELECT id, expires_at FROM {old}"))  # noqa: S608 -- our names
    op.drop_table(old)
