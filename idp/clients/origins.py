"""Which web origins may read the answers of the machine endpoints."""

from sqlalchemy import select

from idp.clients.models import ClientRecord
from idp.infrastructure.database import connection

_ORIGINS = select(ClientRecord.stored_metadata["web_origins"]).where(ClientRecord.disabled_at.is_(None))


def read_web_origins() -> frozenset[str]:
    """Every web origin that is registered for an enabled client."""
    return frozenset(origin for origins in connection().execute(_ORIGINS).scalars() for origin in origins or ())
