"""What clients were told of ended sessions, and what is still to be told (OpenID Connect Back-Channel Logout)."""

import sqlalchemy as sa
from alembic import op

revision = "0031"
down_revision = "0030"

TABLE = "logout_deliveries"
WHEN = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        TABLE,
        sa.Column("id", sa.String(40), primary_key=True, nullable=False),
        sa.Column("client_id", sa.String(100), sa.ForeignKey("clients.client_id", ondelete="CASCADE"), nullable=False),
        sa.Column("subject", sa.String(255), nullable=False),
        sa.Column("session_id", sa.String(40), nullable=False),
        sa.Column("last_status", sa.Integer(), nullable=True),
        sa.Column("ended_at", WHEN, nullable=True),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("next_attempt_at", WHEN, nullable=False),
        sa.Column("last_error", sa.String(500), nullable=True),
        sa.Column("created_at", WHEN, nullable=False),
    )
    op.create_index("ix_logout_deliveries_state_next_attempt_at", TABLE, ["state", "next_attempt_at"])
    op.create_index("ix_logout_deliveries_client_id_session_id", TABLE, ["client_id", "session_id"])
    op.create_index("ix_logout_deliveries_created_at", TABLE, ["created_at"])


def downgrade() -> None:
    op.drop_table(TABLE)
