"""Keep the authorization request of an interaction as a checked value with a shape, in the place of its parameters.

Rows in flight are kept, both ways.
"""

from collections.abc import Callable, Mapping
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"

WORDS = ("response_type", "scope", "prompt", "acr_values", "ui_locales", "claims_locales", "resource")
SHAPE = 1


def upgrade() -> None:
    with op.batch_alter_table("interactions", schema=None) as batch_op:
        batch_op.alter_column("parameters", new_column_name="request")
    _rewrite("request", _to_request)


def downgrade() -> None:
    with op.batch_alter_table("interactions", schema=None) as batch_op:
        batch_op.alter_column("request", new_column_name="parameters")
    _rewrite("parameters", _to_parameters)


def _rewrite(column: str, change: Callable[[Mapping[str, Any]], dict[str, Any]]) -> None:
    table = sa.table("interactions", sa.column("id", sa.String), sa.column(column, sa.JSON))
    stored = op.get_bind().execute(sa.select(table.c.id, table.c[column])).all()
    for key, value in stored:
        if isinstance(value, dict):
            op.execute(table.update().where(table.c.id == key).values({column: change(value)}))


def _to_request(parameters: Mapping[str, Any]) -> dict[str, Any]:
    request = {name: value.split() if name in WORDS else value for name, value in parameters.items()}
    if "max_age" in request:
        request["max_age"] = int(request["max_age"])
    return {"shape": SHAPE, **request}


def _to_parameters(request: Mapping[str, Any]) -> dict[str, Any]:
    plain = {name: " ".join(value) if name in WORDS else value for name, value in request.items() if name != "shape"}
    if "max_age" in plain:
        plain["max_age"] = str(plain["max_age"])
    return plain
