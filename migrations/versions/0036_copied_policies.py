"""The policies of organizations, copied to their memberships: the strictest of an account's is found in an index."""

import sqlalchemy as sa
from alembic import op

revision = "0036"
down_revision = "0035"

POLICIES = ["second_factor", "session_hours"]
UNIQUE = "uq_organizations_id_second_factor_session_hours"
SIMPLE = "fk_memberships_organization_id"
COMPOSITE = "fk_memberships_organization_id_second_factor_session_hours"
INDEXES = {
    "ix_memberships_account_id_role": ["account_id", "role"],
    "ix_memberships_account_id_second_factor_role": ["account_id", "second_factor", "role"],
    "ix_memberships_account_id_session_hours": ["account_id", "session_hours"],
}


def upgrade() -> None:
    with op.batch_alter_table("organizations") as batch_op:
        batch_op.add_column(sa.Column("session_hours", sa.Integer(), nullable=False, server_default="0"))
    with op.batch_alter_table("organizations") as batch_op:
        batch_op.alter_column("session_hours", server_default=None, existing_type=sa.Integer(), existing_nullable=False)
        batch_op.create_unique_constraint(UNIQUE, ["id", *POLICIES])
    with op.batch_alter_table("memberships") as batch_op:
        batch_op.add_column(sa.Column("second_factor", sa.String(20), nullable=False, server_default="off"))
        batch_op.add_column(sa.Column("session_hours", sa.Integer(), nullable=False, server_default="0"))
    _copy()
    with op.batch_alter_table("memberships") as batch_op:
        for column in (sa.Column("second_factor", sa.String(20)), sa.Column("session_hours", sa.Integer())):
            batch_op.alter_column(column.name, server_default=None, existing_type=column.type, existing_nullable=False)
        batch_op.drop_constraint(SIMPLE, type_="foreignkey")
        batch_op.create_foreign_key(
            COMPOSITE,
            "organizations",
            ["organization_id", *POLICIES],
            ["id", *POLICIES],
            ondelete="CASCADE",
            onupdate="CASCADE",
        )
        for name, columns in INDEXES.items():
            batch_op.create_index(name, columns)


def _copy() -> None:
    organizations = sa.table("organizations", sa.column("id"), sa.column("second_factor"))
    memberships = sa.table("memberships", sa.column("organization_id"), sa.column("second_factor"))
    policy = sa.select(organizations.c.second_factor).where(organizations.c.id == memberships.c.organization_id)
    op.execute(memberships.update().values(second_factor=policy.scalar_subquery()))


def downgrade() -> None:
    with op.batch_alter_table("memberships") as batch_op:
        for name in INDEXES:
            batch_op.drop_index(name)
        batch_op.drop_constraint(COMPOSITE, type_="foreignkey")
        batch_op.create_foreign_key(SIMPLE, "organizations", ["organization_id"], ["id"], ondelete="CASCADE")
        for name in POLICIES:
            batch_op.drop_column(name)
    with op.batch_alter_table("organizations") as batch_op:
        batch_op.drop_constraint(UNIQUE, type_="unique")
        batch_op.drop_column("session_hours")
