"""Which events are kept for years, and indexes for what is pruned."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

LASTING = sa.text(
    """
    UPDATE audit_events SET is_lasting = TRUE
    WHERE action LIKE 'account.%' OR action LIKE 'client.%' OR action LIKE 'consent.%' OR action LIKE 'deletion.%'
        OR action LIKE 'operator\\_role.%' ESCAPE '\\' OR action LIKE 'signing\\_key.%' ESCAPE '\\'
        OR action IN (
            'email_change.confirmed', 'email_change.undone', 'operator_invitation.accepted', 'registration.confirmed'
        )
    """
)
HAS_ADDRESS = sa.text("ip IS NOT NULL")


def upgrade() -> None:
    with op.batch_alter_table("audit_events") as batch_op:
        batch_op.add_column(sa.Column("is_lasting", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.execute(LASTING)
    with op.batch_alter_table("audit_events") as batch_op:
        batch_op.alter_column("is_lasting", server_default=None, existing_type=sa.Boolean(), existing_nullable=False)
        batch_op.drop_index("ix_audit_events_at")
        batch_op.create_index("ix_audit_events_is_lasting_at", ["is_lasting", "at"], unique=False)
    op.create_index(
        "ix_audit_events_at_with_ip", "audit_events", ["at"], sqlite_where=HAS_ADDRESS, postgresql_where=HAS_ADDRESS
    )
    with op.batch_alter_table("devices") as batch_op:
        batch_op.create_index("ix_devices_last_seen_at", ["last_seen_at"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("devices") as batch_op:
        batch_op.drop_index("ix_devices_last_seen_at")
    op.drop_index("ix_audit_events_at_with_ip", table_name="audit_events")
    with op.batch_alter_table("audit_events") as batch_op:
        batch_op.drop_index("ix_audit_events_is_lasting_at")
        batch_op.create_index("ix_audit_events_at", ["at"], unique=False)
        batch_op.drop_column("is_lasting")
