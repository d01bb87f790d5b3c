"""Admissions: existing accounts are admitted to the portals where they were used."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0011"
down_revision = "0010"

JSON_DOCUMENT = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")

# Whatever shows that an account was used, opened or invited at a portal.
USES = """
    SELECT account_id, portal, created_at AS used_at FROM authorizations
    UNION ALL SELECT account_id, portal, created_at FROM registrations
    UNION ALL SELECT account_id, portal, created_at FROM remembered_sign_ins
    UNION ALL
    SELECT consents.account_id, clients.portal, consents.granted_at
    FROM consents JOIN clients ON clients.client_id = consents.client_id
    UNION ALL
    SELECT subject, portal, at FROM audit_events
    WHERE action IN ('sign_in.succeeded', 'sign_in.remembered', 'account.created', 'account.invited')
"""


def upgrade() -> None:
    op.create_table(
        "admissions",
        sa.Column("account_id", sa.String(length=40), nullable=False),
        sa.Column("portal", sa.String(length=100), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("journey_version", sa.Integer(), nullable=False),
        sa.Column("evidence", JSON_DOCUMENT, nullable=False),
        sa.Column("terms_accepted", JSON_DOCUMENT, nullable=False),
        sa.Column("profile", JSON_DOCUMENT, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_admissions_account_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("account_id", "portal", name=op.f("pk_admissions")),
    )
    op.execute(
        "INSERT INTO admissions (account_id, portal, state, journey_version, evidence, terms_accepted, profile, "  # noqa: S608
        "created_at, updated_at) "
        """SELECT uses.account_id, uses.portal, 'admitted', 1, '{"way": "use"}', '{}', '{}', """
        f"MIN(uses.used_at), MIN(uses.used_at) FROM ({USES}) AS uses "
        "JOIN accounts ON accounts.id = uses.account_id WHERE uses.portal IS NOT NULL "
        "GROUP BY uses.account_id, uses.portal"
    )


def downgrade() -> None:
    op.drop_table("admissions")
