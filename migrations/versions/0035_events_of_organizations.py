"""The organization of an event: a column in place of a member of the details, so that its history is found."""

import sqlalchemy as sa
from alembic import op

revision = "0035"
down_revision = "0034"

INDEX = "ix_audit_events_organization_id_at_id"
FILL = {
    "sqlite": """
        UPDATE audit_events SET organization_id = json_extract(details, '$.organization'),
            details = json_remove(details, '$.organization')
        WHERE json_extract(details, '$.organization') IS NOT NULL""",
    "postgresql": """
        UPDATE audit_events SET organization_id = details ->> 'organization',
            details = details - 'organization'
        WHERE details ->> 'organization' IS NOT NULL""",
}
EMPTY = {
    "sqlite": """
        UPDATE audit_events SET details = json_set(details, '$.organization', organization_id)
        WHERE organization_id IS NOT NULL""",
    "postgresql": """
        UPDATE audit_events SET details = jsonb_set(details, '{organization}', to_jsonb(organization_id))
        WHERE organization_id IS NOT NULL""",
}


def upgrade() -> None:
    op.add_column("audit_events", sa.Column("organization_id", sa.String(40), nullable=True))
    op.execute(FILL[op.get_bind().dialect.name])
    op.create_index(INDEX, "audit_events", ["organization_id", "at", "id"])


def downgrade() -> None:
    op.drop_index(INDEX, "audit_events")
    op.execute(EMPTY[op.get_bind().dialect.name])
    with op.batch_alter_table("audit_events") as batch_op:
        batch_op.drop_column("organization_id")
