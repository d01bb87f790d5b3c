"""Clients keep what held for them: the defaults of new ones are others from here on (decision 0043)."""

from collections.abc import Callable
from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0018"
down_revision = "0017"

JSON_DOCUMENT = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
CLIENTS = sa.table("clients", sa.column("client_id", sa.String()), sa.column("metadata", JSON_DOCUMENT))
# What held for a client that never stored a value of its own.
FORMER_DEFAULTS = {"id_token_signed_response_alg": "ES256", "id_token_claims": False}


def upgrade() -> None:
    _change_documents(_with_former_defaults)


def downgrade() -> None:
    _change_documents(_without_new_fields)


def _with_former_defaults(document: dict[str, Any]) -> dict[str, Any]:
    is_public = document.get("token_endpoint_auth_method") == "none"
    required = document.pop("require_pkce", True) or is_public
    return FORMER_DEFAULTS | document | {"pkce": "required" if required else "off"}


def _without_new_fields(document: dict[str, Any]) -> dict[str, Any]:
    required = document.pop("pkce", "required") == "required"
    return {name: value for name, value in document.items() if name != "id_token_claims"} | {"require_pkce": required}


def _change_documents(change: Callable[[dict[str, Any]], dict[str, Any]]) -> None:
    connection = op.get_bind()
    for row in connection.execute(sa.select(CLIENTS)).mappings().all():
        of_row = sa.update(CLIENTS).where(CLIENTS.c.client_id == row["client_id"])
        connection.execute(of_row.values(metadata=change(dict(row["metadata"]))))
