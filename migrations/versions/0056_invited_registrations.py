"""Registrations that answer an invitation."""

import sqlalchemy as sa
from alembic import op

revision = "0056"
down_revision = "0055"


def upgrade() -> None:
    with op.batch_alter_table("registrations") as batch_op:
        batch_op.add_column(sa.Column("invitation_link_id", sa.String(40), nullable=True))
    op.create_index("ix_registrations_invitation_link_id", "registrations", ["invitation_link_id"])


def downgrade() -> None:
    """The former schema would take one that answers an invitation for an approved registration: it ends, and the link
    of the invitation leads to the form again."""
    op.drop_index("ix_registrations_invitation_link_id", "registrations")
    rows = sa.table("registrations", sa.column("invitation_link_id"), sa.column("state"))
    is_open = rows.c.invitation_link_id.is_not(None) & (rows.c.state == "approved")
    op.execute(rows.update().where(is_open).values(state="withdrawn"))
    with op.batch_alter_table("registrations") as batch_op:
        batch_op.drop_column("invitation_link_id")
