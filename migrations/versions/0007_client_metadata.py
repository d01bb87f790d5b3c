"""Client metadata as one document: a column is left for what statements filter and sort by."""

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0007"
down_revision = "0006"

JSON_DOCUMENT = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
# Name, type and value of the columns whose content moves.
MOVED: tuple[tuple[str, sa.types.TypeEngine[Any], object], ...] = (
    ("application_type", sa.String(length=20), "web"),
    ("redirect_uris", JSON_DOCUMENT, []),
    ("post_logout_redirect_uris", JSON_DOCUMENT, []),
    ("web_origins", JSON_DOCUMENT, []),
    ("grant_types", JSON_DOCUMENT, ["authorization_code"]),
    ("response_types", JSON_DOCUMENT, ["code"]),
    ("scope", sa.String(length=1000), "openid profile email"),
    ("token_endpoint_auth_method", sa.String(length=40), "client_secret_basic"),
    ("id_token_signed_response_alg", sa.String(length=10), "ES256"),
    ("require_pkce", sa.Boolean(), True),
    ("consent", sa.String(length=10), "implicit"),
    ("further_metadata", JSON_DOCUMENT, {}),
)
NAMES = [name for name, _, _ in MOVED]
CLIENTS = sa.table(
    "clients",
    sa.column("client_id", sa.String()),
    sa.column("metadata", JSON_DOCUMENT),
    *(sa.column(name, kind) for name, kind, _ in MOVED),
)


def upgrade() -> None:
    op.add_column("clients", sa.Column("metadata", JSON_DOCUMENT, nullable=True))
    _change_rows(lambda row: {"metadata": _document(row)})
    with op.batch_alter_table("clients") as batch_op:
        batch_op.alter_column("metadata", existing_type=JSON_DOCUMENT, nullable=False)
        for name in NAMES:
            batch_op.drop_column(name)


def downgrade() -> None:
    for name, kind, _ in MOVED:
        op.add_column("clients", sa.Column(name, kind, nullable=True))
    _change_rows(lambda row: _columns(row["metadata"]))
    with op.batch_alter_table("clients") as batch_op:
        for name, kind, _ in MOVED:
            batch_op.alter_column(name, existing_type=kind, nullable=False)
        batch_op.drop_column("metadata")


def _change_rows(change: Any) -> None:
    connection = op.get_bind()
    for row in connection.execute(sa.select(CLIENTS)).mappings().all():
        of_row = sa.update(CLIENTS).where(CLIENTS.c.client_id == row["client_id"])
        connection.execute(of_row.values(change(row)))


def _document(row: Any) -> dict[str, object]:
    """JSON's null, which an operator may have written by hand, counts as nothing."""
    known = {name: default if row[name] is None else row[name] for name, _, default in MOVED}
    return {**known.pop("further_metadata"), **known}


def _columns(stored: dict[str, object] | None) -> dict[str, object]:
    document = stored or {}
    further = {name: value for name, value in document.items() if name not in NAMES}
    return {name: document.get(name, default) for name, _, default in MOVED} | {"further_metadata": further}
