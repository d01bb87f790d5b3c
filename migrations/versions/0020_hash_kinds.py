"""The kinds of password hashes that accounts have, which the background worker counts."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"

_VERSIONS = sa.table("cache_versions", sa.column("name", sa.String), sa.column("version", sa.BigInteger))


def upgrade() -> None:
    op.create_table(
        "hash_kinds",
        sa.Column("kind", sa.String(100), nullable=False),
        sa.Column("seconds", sa.Double(), nullable=False),
        sa.Column("counted_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("kind", name="pk_hash_kinds"),
    )
    op.bulk_insert(_VERSIONS, [{"name": "hash_kinds", "version": 0}])


def downgrade() -> None:
    op.execute(_VERSIONS.delete().where(_VERSIONS.c.name == "hash_kinds"))
    op.drop_table("hash_kinds")
