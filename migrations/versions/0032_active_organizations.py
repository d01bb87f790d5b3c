"""The organization that a session acts for at each portal, in place of one for the whole session."""

import sqlalchemy as sa
from alembic import op

revision = "0032"
down_revision = "0031"

WHEN = sa.DateTime(timezone=True)


def _key(table: str, column: str) -> sa.Column[str]:
    parent = sa.ForeignKey(f"{table}.id", ondelete="CASCADE")
    return sa.Column(column, sa.String(40), parent, primary_key=True, nullable=False)


def _create_choices(name: str, owner: sa.Column[str]) -> None:
    organization = sa.ForeignKey("organizations.id", ondelete="CASCADE")
    op.create_table(
        name,
        owner,
        sa.Column("portal", sa.String(100), primary_key=True, nullable=False),
        sa.Column("organization_id", sa.String(40), organization, nullable=False),
        sa.Column("chosen_at", WHEN, nullable=False),
    )
    op.create_index(f"ix_{name}_organization_id", name, ["organization_id"])


def upgrade() -> None:
    _create_choices("session_organizations", _key("sessions", "session_id"))
    _create_choices("last_organizations", _key("accounts", "account_id"))
    with op.batch_alter_table("sessions") as batch_op:
        batch_op.drop_column("organization_id")
    _name_only_organizations()


def _name_only_organizations() -> None:
    """The claims of an authorization without an organization spoke of the only one; now they speak of none."""
    authorizations = sa.table(
        "authorizations", sa.column("account_id", sa.String()), sa.column("organization_id", sa.String())
    )
    memberships = sa.table(
        "memberships", sa.column("account_id", sa.String()), sa.column("organization_id", sa.String())
    )
    own = memberships.c.account_id == authorizations.c.account_id
    only = sa.select(sa.func.min(memberships.c.organization_id)).where(own).scalar_subquery()
    count = sa.select(sa.func.count()).select_from(memberships).where(own).scalar_subquery()
    op.execute(
        authorizations.update()
        .where(authorizations.c.organization_id.is_(None), count == 1)
        .values(organization_id=only)
    )


def downgrade() -> None:
    with op.batch_alter_table("sessions") as batch_op:
        batch_op.add_column(sa.Column("organization_id", sa.String(40), nullable=True))
    for name in ("last_organizations", "session_organizations"):
        op.drop_table(name)
