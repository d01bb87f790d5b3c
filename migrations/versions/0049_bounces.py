"""Mails that came back, and the suppression of their addresses."""

import sqlalchemy as sa
from alembic import op

revision = "0049"
down_revision = "0048"

WHEN = sa.DateTime(timezone=True)


def upgrade() -> None:
    with op.batch_alter_table("outbox") as batch_op:
        batch_op.add_column(sa.Column("bounced_at", WHEN, nullable=True))
        batch_op.add_column(sa.Column("bounce_cause", sa.String(20), nullable=True))
        batch_op.add_column(sa.Column("bounce_status", sa.String(11), nullable=True))
        batch_op.add_column(sa.Column("delayed_at", WHEN, nullable=True))
    op.create_table(
        "mail_suppressions",
        sa.Column("id", sa.String(40), primary_key=True, nullable=False),
        sa.Column("address", sa.String(320), nullable=False),
        sa.Column("account_id", sa.String(40), nullable=True),
        sa.Column("mail_id", sa.String(40), nullable=False),
        sa.Column("cause", sa.String(20), nullable=False),
        sa.Column("status", sa.String(11), nullable=False),
        sa.Column("detail", sa.String(500), nullable=False),
        sa.Column("created_at", WHEN, nullable=False),
        sa.Column("expires_at", WHEN, nullable=False),
        sa.Column("ended_at", WHEN, nullable=True),
    )
    for column in ("address", "account_id", "expires_at"):
        op.create_index(f"ix_mail_suppressions_{column}", "mail_suppressions", [column])
    is_open = sa.text("ended_at IS NULL")
    op.create_index(
        "uq_mail_suppressions_open",
        "mail_suppressions",
        ["address"],
        unique=True,
        sqlite_where=is_open,
        postgresql_where=is_open,
    )


def downgrade() -> None:
    op.drop_table("mail_suppressions")
    with op.batch_alter_table("outbox") as batch_op:
        for column in ("delayed_at", "bounce_status", "bounce_cause", "bounced_at"):
            batch_op.drop_column(column)
