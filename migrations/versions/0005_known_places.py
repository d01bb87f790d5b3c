"""Places that an account was used from."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    op.create_table(
        "known_places",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("account_id", sa.String(length=40), nullable=False),
        sa.Column("country", sa.String(length=10), nullable=False),
        sa.Column("latitude", sa.Double(), nullable=True),
        sa.Column("longitude", sa.Double(), nullable=True),
        sa.Column("first_seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_known_places_account_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_known_places")),
    )
    with op.batch_alter_table("known_places", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_known_places_account_id"), ["account_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_known_places_last_seen_at"), ["last_seen_at"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("known_places", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_known_places_last_seen_at"))
        batch_op.drop_index(batch_op.f("ix_known_places_account_id"))

    op.drop_table("known_places")
