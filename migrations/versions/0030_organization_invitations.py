"""Invitations of addresses to an organization."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0030"
down_revision = "0029"

WHEN = sa.DateTime(timezone=True)
TABLE = "organization_invitations"
IS_OPEN = "state IN ('sent', 'opened')"


def _account(column: str, when_deleted: str) -> sa.Column[str]:
    return sa.Column(column, sa.String(40), sa.ForeignKey("accounts.id", ondelete=when_deleted), nullable=True)


def upgrade() -> None:
    products = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
    organization = sa.ForeignKey("organizations.id", ondelete="CASCADE")
    op.create_table(
        TABLE,
        sa.Column("id", sa.String(40), primary_key=True, nullable=False),
        sa.Column("organization_id", sa.String(40), organization, nullable=False),
        sa.Column("portal", sa.String(100), nullable=False),
        sa.Column("email", sa.String(320), nullable=False),
        sa.Column("role", sa.String(40), nullable=False),
        sa.Column("billing", sa.Boolean(), nullable=False),
        sa.Column("products", products, nullable=False),
        sa.Column("language", sa.String(10), nullable=False),
        _account("inviter_id", "SET NULL"),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("mail_id", sa.String(40), nullable=True),
        sa.Column("sent_at", WHEN, nullable=False),
        sa.Column("expires_at", WHEN, nullable=False),
        sa.Column("ended_at", WHEN, nullable=True),
        _account("account_id", "CASCADE"),
        sa.Column("created_at", WHEN, nullable=False),
        sa.CheckConstraint(f"({IS_OPEN}) = (ended_at IS NULL)", "state_and_time"),
    )
    for columns in (["organization_id", "email", "id"], ["inviter_id"], ["expires_at"], ["account_id"]):
        op.create_index("_".join(("ix", TABLE, *columns)), TABLE, columns)
    where = sa.text(IS_OPEN)
    op.create_index(
        f"uq_{TABLE}_open", TABLE, ["organization_id", "email"], unique=True, sqlite_where=where, postgresql_where=where
    )


def downgrade() -> None:
    op.drop_table(TABLE)
