"""Clients that register themselves, and the tokens that let them."""

import sqlalchemy as sa
from alembic import op

revision = "0067"
down_revision = "0066"


def upgrade() -> None:
    op.create_table(
        "initial_access_tokens",
        sa.Column("id", sa.String(40), nullable=False),
        sa.Column("token_hash", sa.String(64), nullable=False),
        sa.Column("note", sa.String(200), nullable=False),
        sa.Column("uses", sa.Integer(), nullable=False),
        sa.Column("uses_allowed", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_initial_access_tokens")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_initial_access_tokens_token_hash")),
    )
    op.create_index("ix_initial_access_tokens_expires_at", "initial_access_tokens", ["expires_at"])
    with op.batch_alter_table("clients") as batch_op:
        batch_op.add_column(sa.Column("registration_token_hash", sa.String(64), nullable=True))
        batch_op.add_column(sa.Column("permitted_scope", sa.Text(), nullable=True))
    op.create_index("ix_clients_registration_token_hash", "clients", ["registration_token_hash"], unique=True)


def downgrade() -> None:
    op.drop_index("ix_clients_registration_token_hash", "clients")
    with op.batch_alter_table("clients") as batch_op:
        batch_op.drop_column("permitted_scope")
        batch_op.drop_column("registration_token_hash")
    op.drop_table("initial_access_tokens")
