"""Where an organization is, and where what portals send it goes."""

import sqlalchemy as sa
from alembic import op

revision = "0038"
down_revision = "0037"


def _text(name: str, length: int) -> sa.Column[str]:
    return sa.Column(name, sa.String(length), nullable=False)


def upgrade() -> None:
    of_organization = sa.ForeignKey("organizations.id", ondelete="CASCADE")
    op.create_table(
        "organization_addresses",
        sa.Column("organization_id", sa.String(40), of_organization, primary_key=True, nullable=False),
        sa.Column("kind", sa.String(20), primary_key=True, nullable=False),
        _text("recipient", 200),
        _text("street_address", 200),
        _text("postal_code", 20),
        _text("locality", 200),
        _text("country", 2),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
    )


def downgrade() -> None:
    op.drop_table("organization_addresses")
