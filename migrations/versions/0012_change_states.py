"""A state for each change of an address, and the portal of each request to delete an account."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    op.add_column("email_changes", sa.Column("state", sa.String(length=10), nullable=True))
    op.execute(
        "UPDATE email_changes SET state = CASE WHEN voided_at IS NOT NULL THEN 'void' "
        "WHEN undone_at IS NOT NULL THEN 'undone' WHEN confirmed_at IS NOT NULL THEN 'confirmed' ELSE 'pending' END"
    )
    with op.batch_alter_table("email_changes") as batch_op:
        batch_op.alter_column("state", existing_type=sa.String(length=10), nullable=False)
    op.add_column("accounts", sa.Column("deletion_portal", sa.String(length=100), nullable=True))
    op.execute(
        "UPDATE accounts SET deletion_portal = (SELECT asked.portal FROM audit_events AS asked "
        "WHERE asked.subject = accounts.id AND asked.action = 'deletion.requested' ORDER BY asked.at DESC LIMIT 1) "
        "WHERE delete_after IS NOT NULL"
    )


def downgrade() -> None:
    with op.batch_alter_table("accounts") as batch_op:
        batch_op.drop_column("deletion_portal")
    with op.batch_alter_table("email_changes") as batch_op:
        batch_op.drop_column("state")
