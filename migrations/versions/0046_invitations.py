"""Invitations without an organization: those to set up an account that an operator has created."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0046"
down_revision = "0045"

WHEN = sa.DateTime(timezone=True)
IS_OPEN = "state IN ('sent', 'opened')"
BEFORE, NOW = "organization_invitations", "invitations"
COLUMNS = (
    "id, organization_id, portal, email, role, billing, products, membership_expires_at, represents, language, "
    "inviter_id, state, mail_id, sent_at, expires_at, ended_at, account_id, created_at"
)


def _account(column: str, when_deleted: str) -> sa.Column[str]:
    return sa.Column(column, sa.String(40), sa.ForeignKey("accounts.id", ondelete=when_deleted), nullable=True)


def _create(table: str, *checks: sa.CheckConstraint, is_optional: bool) -> None:
    products = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
    organization = sa.ForeignKey("organizations.id", ondelete="CASCADE")
    op.create_table(
        table,
        sa.Column("id", sa.String(40), primary_key=True, nullable=False),
        sa.Column("organization_id", sa.String(40), organization, nullable=is_optional),
        sa.Column("portal", sa.String(100), nullable=False),
        sa.Column("email", sa.String(320), nullable=False),
        sa.Column("role", sa.String(40), nullable=False),
        sa.Column("billing", sa.Boolean(), nullable=False),
        sa.Column("products", products, nullable=False),
        sa.Column("membership_expires_at", WHEN, nullable=True),
        sa.Column("represents", sa.Boolean(), nullable=False),
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
        *checks,
    )
    for columns in (["organization_id", "email", "id"], ["inviter_id"], ["expires_at"], ["account_id"]):
        op.create_index("_".join(("ix", table, *columns)), table, columns)
    _create_unique(f"uq_{table}_open", table, ["organization_id", "email"], IS_OPEN)


def _create_unique(name: str, table: str, columns: list[str], condition: str) -> None:
    where = sa.text(condition)
    op.create_index(name, table, columns, unique=True, sqlite_where=where, postgresql_where=where)


def _move(source: str, target: str, condition: str = "") -> None:
    op.execute(f"INSERT INTO {target} ({COLUMNS}) SELECT {COLUMNS} FROM {source}{condition}")  # noqa: S608
    op.drop_table(source)


def upgrade() -> None:
    _create(
        NOW,
        sa.CheckConstraint("organization_id IS NOT NULL OR account_id IS NOT NULL", "activation"),
        is_optional=True,
    )
    _create_unique(f"uq_{NOW}_activation", NOW, ["account_id"], f"organization_id IS NULL AND {IS_OPEN}")
    _move(BEFORE, NOW)
    op.execute("UPDATE one_time_links SET purpose = 'invitation' WHERE purpose = 'organization_invitation'")


def downgrade() -> None:
    _create(BEFORE, is_optional=False)
    _move(NOW, BEFORE, " WHERE organization_id IS NOT NULL")
    op.execute(
        "DELETE FROM one_time_links WHERE purpose = 'invitation' AND subject NOT IN "
        "(SELECT id FROM organization_invitations)"
    )
    op.execute("UPDATE one_time_links SET purpose = 'organization_invitation' WHERE purpose = 'invitation'")
