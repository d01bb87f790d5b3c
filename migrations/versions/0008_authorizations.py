"""Authorizations in the place of token families: whom a client knows, and what clients may do for themselves.

Refresh tokens that were issued since name an authorization (``authz_…``), which the program of before does not look
for: a downgrade below this revision ends them, and their people sign in once more. Older ones are good again.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0008"
down_revision = "0007"

JSON_DOCUMENT = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
KEPT = (
    "id, client_id, account_id, session_id, scope, claims_request, nonce, authenticated_at, amr, acr, created_at, "
    "expires_at, revoked_at, code_hash, code_expires_at, redirect_uri, code_challenge, redeemed_at, refresh_hash, "
    "refresh_count, refreshed_at, refresh_expires_at"
)


def upgrade() -> None:
    _create("authorizations", is_new=True)
    op.execute(
        f"INSERT INTO authorizations ({KEPT}, subject, audience, rotation, portal) "  # noqa: S608 - names only
        f"SELECT {KEPT}, account_id, '[]', 'chain', "
        "(SELECT portal FROM clients WHERE clients.client_id = token_families.client_id) FROM token_families"
    )
    op.drop_table("token_families")


def downgrade() -> None:
    """Of what clients may do for themselves, nothing fits into the old table."""
    _create("token_families", is_new=False)
    op.execute(
        f"INSERT INTO token_families ({KEPT}) SELECT {KEPT} FROM authorizations "  # noqa: S608 - names only
        "WHERE account_id IS NOT NULL AND redirect_uri IS NOT NULL AND authenticated_at IS NOT NULL "
        "AND acr IS NOT NULL AND rotation = 'chain'"
    )
    op.drop_table("authorizations")


def _create(name: str, *, is_new: bool) -> None:
    op.create_table(
        name,
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("client_id", sa.String(length=100), nullable=False),
        sa.Column("account_id", sa.String(length=40), nullable=is_new),
        sa.Column("session_id", sa.String(length=40), nullable=True),
        sa.Column("scope", sa.String(length=1000), nullable=False),
        sa.Column("claims_request", sa.Text(), nullable=True),
        sa.Column("nonce", sa.Text(), nullable=True),
        sa.Column("authenticated_at", sa.DateTime(timezone=True), nullable=is_new),
        sa.Column("amr", JSON_DOCUMENT, nullable=False),
        sa.Column("acr", sa.String(length=100), nullable=is_new),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("code_hash", sa.String(length=64), nullable=True),
        sa.Column("code_expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("redirect_uri", sa.String(length=2048), nullable=is_new),
        sa.Column("code_challenge", sa.String(length=43), nullable=True),
        sa.Column("redeemed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("refresh_hash", sa.String(length=64), nullable=True),
        sa.Column("refresh_count", sa.Integer(), nullable=False),
        sa.Column("refreshed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("refresh_expires_at", sa.DateTime(timezone=True), nullable=True),
        *(_new_columns() if is_new else ()),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f(f"fk_{name}_account_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["client_id"], ["clients.client_id"], name=op.f(f"fk_{name}_client_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{name}")),
        sa.UniqueConstraint("code_hash", name=op.f(f"uq_{name}_code_hash")),
    )
    op.create_index(f"ix_{name}_account_id_client_id", name, ["account_id", "client_id"])
    op.create_index(f"ix_{name}_expires_at", name, ["expires_at"])
    op.create_index(f"ix_{name}_session_id", name, ["session_id"])


def _new_columns() -> list[sa.Column[object]]:
    return [
        sa.Column("subject", sa.String(length=255), nullable=False),
        sa.Column("audience", JSON_DOCUMENT, nullable=False),
        sa.Column("portal", sa.String(length=100), nullable=True),
        sa.Column("organization_id", sa.String(length=40), nullable=True),
        sa.Column("rotation", sa.String(length=10), nullable=False),
        sa.Column("confirmation", JSON_DOCUMENT, nullable=True),
        sa.Column("actor", JSON_DOCUMENT, nullable=True),
        sa.Column("parent_id", sa.String(length=40), nullable=True),
    ]
