"""Where the data lives."""

from typing import Annotated, Literal

from pydantic import Field

from idp.settings.section import Section


class DatabaseSettings(Section):
    """Where the data lives."""

    url: str = "sqlite:///einlass.sqlite3"
    """SQLAlchemy address: sqlite:///path (embedded) or postgresql+psycopg://user:password@host/name."""

    pooler: Literal["none", "transaction"] = "none"
    """transaction: a PgBouncer stands between, and lends a connection for a transaction (or longer)."""

    pool_size: Annotated[int, Field(ge=1, le=100)] = 10
    """Connections kept per worker process (PostgreSQL)."""

    cache_check_seconds: Annotated[float, Field(ge=0, le=60)] = 1.0
    """How long a worker may trust its copy of clients and keys before it asks whether they changed, in seconds."""
