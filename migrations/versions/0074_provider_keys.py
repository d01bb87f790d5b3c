"""Keys that sign, and keys that clients encrypt to: all keys of the provider stand in one table, named after that."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0074"
down_revision = "0073"

_COLUMNS = (
    *("kid", "algorithm", "state", "public_jwk", "wrapped_private_jwk"),
    *("created_at", "activated_at", "retired_at", "removed_at"),
)


def upgrade() -> None:
    _move("signing_keys", "provider_keys", longest_algorithm=20)


def downgrade() -> None:
    _move("provider_keys", "signing_keys", longest_algorithm=10)


def _move(source: str, target: str, *, longest_algorithm: int) -> None:
    _create(target, longest_algorithm)
    old, new = (sa.table(name, *(sa.column(each) for each in _COLUMNS)) for name in (source, target))
    kept = sa.select(*old.c)
    if target == "signing_keys":
        # Without those that are encrypted to: the names of their algorithms are longer, but for one.
        kept = kept.where(old.c.algorithm != "ECDH-ES", sa.func.length(old.c.algorithm) <= longest_algorithm)
    op.execute(new.insert().from_select(list(_COLUMNS), kept))
    op.drop_table(source)
    versions = sa.table("cache_versions", sa.column("name"))
    op.execute(versions.update().where(versions.c.name == source).values(name=target))


def _create(table: str, longest_algorithm: int) -> None:
    op.create_table(
        table,
        sa.Column("kid", sa.String(64), nullable=False),
        sa.Column("algorithm", sa.String(longest_algorithm), nullable=False),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("public_jwk", sa.JSON().with_variant(JSONB(), "postgresql"), nullable=False),
        sa.Column("wrapped_private_jwk", sa.String(8000)),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("activated_at", sa.DateTime(timezone=True)),
        sa.Column("retired_at", sa.DateTime(timezone=True)),
        sa.Column("removed_at", sa.DateTime(timezone=True)),
        sa.PrimaryKeyConstraint("kid", name=op.f(f"pk_{table}")),
    )
    op.create_index(
        f"uq_{table}_algorithm_state",
        table,
        ["algorithm", "state"],
        unique=True,
        sqlite_where=sa.text("state IN ('next', 'active')"),
        postgresql_where=sa.text("state IN ('next', 'active')"),
    )
