"""The names under which the clients of one sector know accounts."""

import sqlalchemy as sa
from alembic import op

revision = "0070"
down_revision = "0069"


def upgrade() -> None:
    op.create_table(
        "pairwise_subjects",
        sa.Column("account_id", sa.String(40), nullable=False),
        sa.Column("sector", sa.String(255), nullable=False),
        sa.Column("subject", sa.String(40), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"],
            ["accounts.id"],
            name=op.f("fk_pairwise_subjects_account_id_accounts"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("account_id", "sector", name=op.f("pk_pairwise_subjects")),
        sa.UniqueConstraint("subject", name=op.f("uq_pairwise_subjects_subject")),
    )


def downgrade() -> None:
    op.drop_table("pairwise_subjects")
